;; Loops over long vectors in 128-bit SIMD: two float64 at a time, float32 widened as it is read. Sums run in four lanes of
;; two, so a sum does not wait for itself; what is left of a length over 8 (or 4) goes one by one.
;; Addresses and results lie in the caller's memory; nothing is kept between calls.
(module
  (import "kernels" "memory" (memory 1))

  ;; Sum of the two numbers of a vector.
  (func $across (param $v v128) (result f64)
    (f64.add (f64x2.extract_lane 0 (local.get $v)) (f64x2.extract_lane 1 (local.get $v))))

  ;; Two float32 at an address, widened.
  (func $pair (param $at i32) (result v128)
    (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $at))))

  ;; Sum of a[i] b[i] over n float64.
  (func (export "dot") (param $a i32) (param $b i32) (param $n i32) (result f64)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $end i32) (local $sum f64)
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -8)) (i32.const 3))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $a) (local.get $end)))
        (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (v128.load (local.get $a)) (v128.load (local.get $b)))))
        (local.set $s1 (f64x2.add (local.get $s1)
          (f64x2.mul (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b)))))
        (local.set $s2 (f64x2.add (local.get $s2)
          (f64x2.mul (v128.load offset=32 (local.get $a)) (v128.load offset=32 (local.get $b)))))
        (local.set $s3 (f64x2.add (local.get $s3)
          (f64x2.mul (v128.load offset=48 (local.get $a)) (v128.load offset=48 (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 64)))
        (local.set $b (i32.add (local.get $b) (i32.const 64)))
        (br $next)))
    (local.set $sum (call $across (f64x2.add
      (f64x2.add (local.get $s0) (local.get $s1)) (f64x2.add (local.get $s2) (local.get $s3)))))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const 7)) (i32.const 3))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $a) (local.get $end)))
        (local.set $sum (f64.add (local.get $sum) (f64.mul (f64.load (local.get $a)) (f64.load (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (br $next)))
    (local.get $sum))

  ;; a[i] += factor b[i] over n float64.
  (func (export "addScaled") (param $a i32) (param $b i32) (param $factor f64) (param $n i32)
    (local $f v128) (local $end i32)
    (local.set $f (f64x2.splat (local.get $factor)))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 3))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $a) (local.get $end)))
        (v128.store (local.get $a)
          (f64x2.add (v128.load (local.get $a)) (f64x2.mul (local.get $f) (v128.load (local.get $b)))))
        (v128.store offset=16 (local.get $a)
          (f64x2.add (v128.load offset=16 (local.get $a)) (f64x2.mul (local.get $f) (v128.load offset=16 (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 32)))
        (local.set $b (i32.add (local.get $b) (i32.const 32)))
        (br $next)))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const 3)) (i32.const 3))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $a) (local.get $end)))
        (f64.store (local.get $a)
          (f64.add (f64.load (local.get $a)) (f64.mul (local.get $factor) (f64.load (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (br $next))))

  ;; out[i] = a[i] - b[i] over n float64, rounded to float32.
  (func (export "subtract") (param $out i32) (param $a i32) (param $b i32) (param $n i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -2)) (i32.const 3))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $a) (local.get $end)))
        (v128.store64_lane 0 (local.get $out) (f32x4.demote_f64x2_zero
          (f64x2.sub (v128.load (local.get $a)) (v128.load (local.get $b)))))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (local.set $a (i32.add (local.get $a) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br $next)))
    (if (i32.and (local.get $n) (i32.const 1))
      (then (f32.store (local.get $out) (f32.demote_f64
        (f64.sub (f64.load (local.get $a)) (f64.load (local.get $b))))))))

  ;; a[i] += factor b[i] over n float32.
  (func (export "addScaled32") (param $a i32) (param $b i32) (param $factor f32) (param $n i32)
    (local $f v128) (local $end i32)
    (local.set $f (f32x4.splat (local.get $factor)))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -8)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $a) (local.get $end)))
        (v128.store (local.get $a)
          (f32x4.add (v128.load (local.get $a)) (f32x4.mul (local.get $f) (v128.load (local.get $b)))))
        (v128.store offset=16 (local.get $a)
          (f32x4.add (v128.load offset=16 (local.get $a)) (f32x4.mul (local.get $f) (v128.load offset=16 (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 32)))
        (local.set $b (i32.add (local.get $b) (i32.const 32)))
        (br $next)))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const 7)) (i32.const 2))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $a) (local.get $end)))
        (f32.store (local.get $a)
          (f32.add (f32.load (local.get $a)) (f32.mul (local.get $factor) (f32.load (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 4)))
        (local.set $b (i32.add (local.get $b) (i32.const 4)))
        (br $next))))

  ;; Sum of a[i] b[i], n float64 with n float32.
  (func (export "dotMixed") (param $a i32) (param $b i32) (param $n i32) (result f64)
    (local $s0 v128) (local $s1 v128) (local $end i32) (local $sum f64)
    (local.set $end (i32.add (local.get $b) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $b) (local.get $end)))
        (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (v128.load (local.get $a)) (call $pair (local.get $b)))))
        (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul (v128.load offset=16 (local.get $a))
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $b))))))
        (local.set $a (i32.add (local.get $a) (i32.const 32)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br $next)))
    (local.set $sum (call $across (f64x2.add (local.get $s0) (local.get $s1))))
    (local.set $end (i32.add (local.get $b) (i32.shl (i32.and (local.get $n) (i32.const 3)) (i32.const 2))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $b) (local.get $end)))
        (local.set $sum (f64.add (local.get $sum)
          (f64.mul (f64.load (local.get $a)) (f64.promote_f32 (f32.load (local.get $b))))))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 4)))
        (br $next)))
    (local.get $sum))

  ;; Sum of a[i] b[i] over n float32, in float64.
  (func (export "dot32") (param $a i32) (param $b i32) (param $n i32) (result f64)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $end i32) (local $sum f64)
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -8)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $a) (local.get $end)))
        (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (call $pair (local.get $a)) (call $pair (local.get $b)))))
        (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $a)))
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $b))))))
        (local.set $s2 (f64x2.add (local.get $s2) (f64x2.mul
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=16 (local.get $a)))
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=16 (local.get $b))))))
        (local.set $s3 (f64x2.add (local.get $s3) (f64x2.mul
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $a)))
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $b))))))
        (local.set $a (i32.add (local.get $a) (i32.const 32)))
        (local.set $b (i32.add (local.get $b) (i32.const 32)))
        (br $next)))
    (local.set $sum (call $across (f64x2.add
      (f64x2.add (local.get $s0) (local.get $s1)) (f64x2.add (local.get $s2) (local.get $s3)))))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const 7)) (i32.const 2))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $a) (local.get $end)))
        (local.set $sum (f64.add (local.get $sum) (f64.mul
          (f64.promote_f32 (f32.load (local.get $a))) (f64.promote_f32 (f32.load (local.get $b))))))
        (local.set $a (i32.add (local.get $a) (i32.const 4)))
        (local.set $b (i32.add (local.get $b) (i32.const 4)))
        (br $next)))
    (local.get $sum))

  ;; Sum of (a[i] - b[i])^2 over n float32, in float64.
  (func (export "squaredDistance32") (param $a i32) (param $b i32) (param $n i32) (result f64)
    (local $s0 v128) (local $s1 v128) (local $d v128) (local $end i32) (local $sum f64) (local $x f64)
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $a) (local.get $end)))
        (local.set $d (f64x2.sub (call $pair (local.get $a)) (call $pair (local.get $b))))
        (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.sub
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $a)))
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $b)))))
        (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $a (i32.add (local.get $a) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br $next)))
    (local.set $sum (call $across (f64x2.add (local.get $s0) (local.get $s1))))
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const 3)) (i32.const 2))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $a) (local.get $end)))
        (local.set $x (f64.sub (f64.promote_f32 (f32.load (local.get $a))) (f64.promote_f32 (f32.load (local.get $b)))))
        (local.set $sum (f64.add (local.get $sum) (f64.mul (local.get $x) (local.get $x))))
        (local.set $a (i32.add (local.get $a) (i32.const 4)))
        (local.set $b (i32.add (local.get $b) (i32.const 4)))
        (br $next)))
    (local.get $sum))

  ;; sum[i] += scale x[i]: n float32 onto float64.
  (func (export "accumulate32") (param $sum i32) (param $x i32) (param $scale f64) (param $n i32)
    (local $f v128) (local $end i32)
    (local.set $f (f64x2.splat (local.get $scale)))
    (local.set $end (i32.add (local.get $x) (i32.shl (i32.and (local.get $n) (i32.const -2)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $x) (local.get $end)))
        (v128.store (local.get $sum)
          (f64x2.add (v128.load (local.get $sum)) (f64x2.mul (local.get $f) (call $pair (local.get $x)))))
        (local.set $sum (i32.add (local.get $sum) (i32.const 16)))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (br $next)))
    (if (i32.and (local.get $n) (i32.const 1))
      (then (f64.store (local.get $sum) (f64.add (f64.load (local.get $sum))
        (f64.mul (local.get $scale) (f64.promote_f32 (f32.load (local.get $x)))))))))

  ;; c[i] = scale x[i] - m[i], rounded to float32 into `out`; `sums` takes the sums of c^2 and of c m, before rounding.
  (func (export "centre32")
    (param $out i32) (param $x i32) (param $scale f64) (param $m i32) (param $n i32) (param $sums i32)
    (local $f v128) (local $c v128) (local $d v128) (local $own v128) (local $squares v128) (local $along v128)
    (local $end i32) (local $sum f64) (local $sumAlong f64) (local $y f64)
    (local.set $f (f64x2.splat (local.get $scale)))
    (local.set $end (i32.add (local.get $x) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 2))))
    (block $whole
      (loop $next
        (br_if $whole (i32.ge_u (local.get $x) (local.get $end)))
        (local.set $own (v128.load (local.get $m)))
        (local.set $c (f64x2.sub (f64x2.mul (local.get $f) (call $pair (local.get $x))) (local.get $own)))
        (local.set $squares (f64x2.add (local.get $squares) (f64x2.mul (local.get $c) (local.get $c))))
        (local.set $along (f64x2.add (local.get $along) (f64x2.mul (local.get $c) (local.get $own))))
        (local.set $own (v128.load offset=16 (local.get $m)))
        (local.set $d (f64x2.sub (f64x2.mul (local.get $f)
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $x)))) (local.get $own)))
        (local.set $squares (f64x2.add (local.get $squares) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $along (f64x2.add (local.get $along) (f64x2.mul (local.get $d) (local.get $own))))
        (v128.store64_lane 0 (local.get $out) (f32x4.demote_f64x2_zero (local.get $c)))
        (v128.store64_lane offset=8 0 (local.get $out) (f32x4.demote_f64x2_zero (local.get $d)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 32)))
        (br $next)))
    (local.set $sum (call $across (local.get $squares)))
    (local.set $sumAlong (call $across (local.get $along)))
    (local.set $end (i32.add (local.get $x) (i32.shl (i32.and (local.get $n) (i32.const 3)) (i32.const 2))))
    (block $all
      (loop $next
        (br_if $all (i32.ge_u (local.get $x) (local.get $end)))
        (local.set $y (f64.sub (f64.mul (local.get $scale) (f64.promote_f32 (f32.load (local.get $x))))
          (f64.load (local.get $m))))
        (f32.store (local.get $out) (f32.demote_f64 (local.get $y)))
        (local.set $sum (f64.add (local.get $sum) (f64.mul (local.get $y) (local.get $y))))
        (local.set $sumAlong (f64.add (local.get $sumAlong) (f64.mul (local.get $y) (f64.load (local.get $m)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $x (i32.add (local.get $x) (i32.const 4)))
        (local.set $m (i32.add (local.get $m) (i32.const 8)))
        (br $next)))
    (f64.store (local.get $sums) (local.get $sum))
    (f64.store offset=8 (local.get $sums) (local.get $sumAlong))))
