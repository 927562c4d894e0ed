// User settings for a workbench that shows Routelens and nothing else: no welcome pages, look-ups, updates or assistants.
// The demo takes them as they are; the editor tests add what makes screenshots and timing the same on every run.

/** @type {Readonly<Record<string, unknown>>} */
export const demoSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
};

/** @type {Readonly<Record<string, unknown>>} */
export const testSettings = {
  ...demoSettings,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'window.autoDetectColorScheme': false,
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
};
