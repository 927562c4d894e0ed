/** Names that the editor knows the extension by; docs/reference.md lists the public ones. */

/** Also the prefix of the settings, where the client looks for `trace.server`. */
export const clientId = 'routelens';
export const clientName = 'Routelens';
export const panelType = 'routelens.chains';
export const ruleScheme = 'routelens-rule';
export const traceScheme = 'routelens-trace';
export const renderedScheme = 'routelens-rendered';

export const commands = {
  showChains: 'routelens.showChains',
  goToEndpoints: 'routelens.goToEndpoints',
  tracePacket: 'routelens.tracePacket',
  renderAndCheck: 'routelens.renderAndCheck',
  showStatus: 'routelens.showStatus',
  restartServer: 'routelens.restartServer',
  showOutput: 'routelens.showOutput',
  openRulePage: 'routelens.openRulePage',
} as const;

/** Set while the workspace is known to hold Services; menus stay out of the way otherwise. */
export const hasServicesContext = 'routelens.hasServices';
