import { declare, run } from '../command.ts';

export const doctor = declare('doctor', {
  summary: 'a preflight: is everything there that a sweep needs?',
  description:
    'Looks at this machine, the object store, database, bus, clock, device and encoders, and says for each whether it ' +
    'works and what to do if not. Servers that do not run are started for a moment. Exit code 3 when something needed ' +
    'is missing.',
  examples: [
    ['doctor', 'before the first sweep'],
    ['doctor --database-url postgres://… --nats-url nats://… --store s3://…', 'before joining a fleet'],
  ],
}).action(
  run(async (context) => {
    const [{ examine, findingsText }, { EXIT }] = await Promise.all([
      import('../doctor/examine.ts'),
      import('../exit.ts'),
    ]);
    const findings = await examine(context);
    const isFit = findings.every(({ state }) => state !== 'fail');
    context.output.answer({
      text: () => findingsText(findings),
      json: () => ({ type: 'doctor', isFit, findings }),
    });
    return isFit ? EXIT.done : EXIT.unreachable;
  }),
);
