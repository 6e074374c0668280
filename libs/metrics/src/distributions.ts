/**
 * @file The distributions behind intervals and tests: normal, chi-squared, F, binomial. Each to about 13 digits, so that
 * what is printed does not depend on the approximation.
 */
import { expectParameter } from './check.ts';

/** Φ(x): the chance that a standard normal number is below x. */
export function normalCdf(x: number): number {
  // The incomplete gamma function with a = 1/2 is the error function.
  const tail = upperGamma(0.5, (x * x) / 2) / 2;
  return x > 0 ? 1 - tail : tail;
}

/**
 * The x with Φ(x) = p, for p in (0, 1).
 * Source: Wichura, Algorithm AS 241 (1988), routine PPND16, about 16 digits.
 */
export function normalQuantile(p: number): number {
  expectParameter(p > 0 && p < 1, 'p', 'between 0 and 1', p);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_A, r)) / polynomial(CENTRE_B, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? polynomial(MIDDLE_C, r - 1.6) / polynomial(MIDDLE_D, r - 1.6)
      : polynomial(TAIL_E, r - 5) / polynomial(TAIL_F, r - 5);
  return q < 0 ? -x : x;
}

/** P(X >= x) for a chi-squared number with these degrees of freedom. */
export function chiSquaredTail(x: number, freedom: number): number {
  return x <= 0 ? 1 : upperGamma(freedom / 2, x / 2);
}

/** P(F >= x) for an F number with these degrees of freedom. */
export function fTail(x: number, { above, below }: { above: number; below: number }): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  return incompleteBeta(below / (below + above * x), below / 2, above / 2);
}

/** The x with P(T <= x) = p > 1/2 for Student's t, by bisection: to 12 digits. */
export function studentQuantile(p: number, freedom: number): number {
  expectParameter(p > 0.5 && p < 1, 'p', 'between 1/2 and 1', p);
  expectParameter(freedom > 0, 'freedom', 'above 0', freedom);
  const isBeyond = (x: number) => fTail(x * x, { above: 1, below: freedom }) < 2 * (1 - p);
  let [low, high] = [0, 1];
  while (!isBeyond(high)) [low, high] = [high, 2 * high];
  for (let i = 0; i < 60 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (isBeyond(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** P(X = k) for X binomial with n tries of chance 1/2. */
export function fairBinomial(k: number, n: number): number {
  return Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
}

/** ln Γ(x) for x > 0. Source: Lanczos (1964), g = 7, nine coefficients. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Q(a, x) = Γ(a, x) / Γ(a): a series below a + 1, Lentz' continued fraction above. Source: DLMF 8.7.1 and 8.9.2. */
function upperGamma(a: number, x: number): number {
  if (x === 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * Number.EPSILON; n++) sum += term *= x / (a + n);
    return 1 - sum * scale;
  }
  const fraction = continuedFraction(
    (n) => (n === 0 ? 1 : -n * (n - a)),
    (n) => x + 1 - a + 2 * n,
  );
  return scale * fraction;
}

/** I_x(a, b). Source: DLMF 8.17.22, on the side where it converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const numerator = (n: number) => {
    if (n === 0) return 1;
    const m = Math.floor(n / 2);
    return n % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return scale * continuedFraction(numerator, () => 1);
}

/** numerator(0) / (denominator(0) + numerator(1) / (denominator(1) + ...)). Source: Lentz (1976). */
function continuedFraction(numerator: (n: number) => number, denominator: (n: number) => number): number {
  const TINY = 1e-300;
  let value = TINY;
  let c = TINY;
  let d = 0;
  for (let n = 0; n < 10_000; n++) {
    d = 1 / (denominator(n) + numerator(n) * d || TINY);
    c = denominator(n) + numerator(n) / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < 2 * Number.EPSILON) break;
  }
  return value;
}

/** Horner's rule, highest power last. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const CENTRE_A = [
  3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
];
const CENTRE_B = [
  1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
  3.930789580009271061e4, 2.8729085735721942674e4, 5.226495278852545925e3,
];
const MIDDLE_C = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  2.4178072517745061177e-1, 2.27238449892691845833e-2, 7.7454501427834140764e-4,
];
const MIDDLE_D = [
  1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1, 1.4810397642748007459e-1,
  1.51986665636164571966e-2, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const TAIL_E = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1,
  2.6532189526576123093e-2, 1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const TAIL_F = [
  1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];
