suite('self-test: hanging', () => {
  test('never returns', () => {
    for (;;);
  });
});
