suite('self-test: killed', () => {
  test('passes', () => {});
  test('ends the extension host', () => {
    process.kill(process.pid, 'SIGKILL');
  });
});
