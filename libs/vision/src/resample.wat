;; The two passes of resample.ts, sixteen bytes at a time. Same bytes out.
;;
;; A weight has 22 fractional bits. It comes split as high * 2^11 + low, both int16, because i32x4.dot_i16x8_s multiplies
;; int16: sum(p * w) = (sum(p * high) << 11) + sum(p * low), exact in int32 modulo 2^32, hence to the bit the scalar sum.
;; The low sums start at one half, 2^21.
(module
  (import "resample" "memory" (memory 1))

  ;; Every row of `source` to one of `count` pixels, two rows at a time: `rows` is even, the last may be a spare one.
  ;; bounds, per output pixel: byte offset of its first tap, number of groups of four taps.
  ;; weights, 16 bytes per group: high 0 1, high 2 3, low 0 1, low 2 3. A pixel's groups begin every `weightBytes`.
  ;; Reads up to 4 bytes behind the last tap.
  (func (export "alongRows")
    (param $out i32) (param $source i32) (param $rows i32) (param $rowBytes i32) (param $count i32)
    (param $bounds i32) (param $weights i32) (param $weightBytes i32)
    (local $x i32) (local $bound i32) (local $pixelWeights i32) (local $w i32) (local $groups i32)
    (local $p i32) (local $q i32) (local $outBelow i32)
    (local $a v128) (local $b v128) (local $zero v128) (local $half v128)
    (local $high v128) (local $low v128) (local $highBelow v128) (local $lowBelow v128)
    (local.set $half (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
    (loop $pairOfRows
      (local.set $x (local.get $count))
      (local.set $bound (local.get $bounds))
      (local.set $pixelWeights (local.get $weights))
      (local.set $outBelow (i32.add (local.get $out) (i32.mul (local.get $count) (i32.const 3))))
      (loop $pixel
        (local.set $p (i32.add (local.get $source) (i32.load (local.get $bound))))
        (local.set $q (i32.add (local.get $p) (local.get $rowBytes)))
        (local.set $groups (i32.load offset=4 (local.get $bound)))
        (local.set $w (local.get $pixelWeights))
        (local.set $high (local.get $zero))
        (local.set $highBelow (local.get $zero))
        (local.set $low (local.get $half))
        (local.set $lowBelow (local.get $half))
        (loop $group
          (local.set $a (v128.load align=1 (local.get $p)))
          (local.set $b (v128.load align=1 (local.get $q)))
          ;; Taps 0 and 1 as int16: r0 r1 g0 g1 b0 b1 0 0.
          (local.set $high (i32x4.add (local.get $high) (i32x4.dot_i16x8_s
            (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16 (local.get $a) (local.get $zero))
            (v128.load32_splat align=4 (local.get $w)))))
          (local.set $low (i32x4.add (local.get $low) (i32x4.dot_i16x8_s
            (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16 (local.get $a) (local.get $zero))
            (v128.load32_splat offset=8 align=4 (local.get $w)))))
          (local.set $highBelow (i32x4.add (local.get $highBelow) (i32x4.dot_i16x8_s
            (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16 (local.get $b) (local.get $zero))
            (v128.load32_splat align=4 (local.get $w)))))
          (local.set $lowBelow (i32x4.add (local.get $lowBelow) (i32x4.dot_i16x8_s
            (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16 (local.get $b) (local.get $zero))
            (v128.load32_splat offset=8 align=4 (local.get $w)))))
          ;; Taps 2 and 3.
          (local.set $high (i32x4.add (local.get $high) (i32x4.dot_i16x8_s
            (i8x16.shuffle 6 16 9 16 7 16 10 16 8 16 11 16 16 16 16 16 (local.get $a) (local.get $zero))
            (v128.load32_splat offset=4 align=4 (local.get $w)))))
          (local.set $low (i32x4.add (local.get $low) (i32x4.dot_i16x8_s
            (i8x16.shuffle 6 16 9 16 7 16 10 16 8 16 11 16 16 16 16 16 (local.get $a) (local.get $zero))
            (v128.load32_splat offset=12 align=4 (local.get $w)))))
          (local.set $highBelow (i32x4.add (local.get $highBelow) (i32x4.dot_i16x8_s
            (i8x16.shuffle 6 16 9 16 7 16 10 16 8 16 11 16 16 16 16 16 (local.get $b) (local.get $zero))
            (v128.load32_splat offset=4 align=4 (local.get $w)))))
          (local.set $lowBelow (i32x4.add (local.get $lowBelow) (i32x4.dot_i16x8_s
            (i8x16.shuffle 6 16 9 16 7 16 10 16 8 16 11 16 16 16 16 16 (local.get $b) (local.get $zero))
            (v128.load32_splat offset=12 align=4 (local.get $w)))))
          (local.set $w (i32.add (local.get $w) (i32.const 16)))
          (local.set $p (i32.add (local.get $p) (i32.const 12)))
          (local.set $q (i32.add (local.get $q) (i32.const 12)))
          (br_if $group (local.tee $groups (i32.sub (local.get $groups) (i32.const 1)))))
        ;; Clamped to bytes: r g b 0 of this row, then of the row below.
        (local.set $a (i16x8.narrow_i32x4_s
          (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low)) (i32.const 22))
          (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $highBelow) (i32.const 11)) (local.get $lowBelow)) (i32.const 22))))
        (local.set $a (i8x16.narrow_i16x8_u (local.get $a) (local.get $a)))
        (v128.store16_lane align=1 0 (local.get $out) (local.get $a))
        (v128.store8_lane offset=2 2 (local.get $out) (local.get $a))
        (v128.store16_lane align=1 2 (local.get $outBelow) (local.get $a))
        (v128.store8_lane offset=2 6 (local.get $outBelow) (local.get $a))
        (local.set $out (i32.add (local.get $out) (i32.const 3)))
        (local.set $outBelow (i32.add (local.get $outBelow) (i32.const 3)))
        (local.set $bound (i32.add (local.get $bound) (i32.const 8)))
        (local.set $pixelWeights (i32.add (local.get $pixelWeights) (local.get $weightBytes)))
        (br_if $pixel (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))
      (local.set $out (local.get $outBelow))
      (local.set $source (i32.add (local.get $source) (i32.shl (local.get $rowBytes) (i32.const 1))))
      (br_if $pairOfRows (i32.gt_s (local.tee $rows (i32.sub (local.get $rows) (i32.const 2))) (i32.const 0)))))

  ;; The rows of `source`, of `bytes` each, to `count` rows, sixteen columns of bytes at a time.
  ;; bounds, per output row: byte offset of its first tap, number of pairs of taps.
  ;; weights, 8 bytes per pair: high 0 1, low 0 1. A row's pairs begin every `weightBytes`.
  ;; Reads one row behind the last tap; reads and writes up to 15 bytes behind the last byte.
  (func (export "alongColumns")
    (param $out i32) (param $source i32) (param $bytes i32) (param $count i32)
    (param $bounds i32) (param $weights i32) (param $weightBytes i32)
    (local $x i32) (local $w i32) (local $pairs i32) (local $p i32) (local $first i32)
    (local $a v128) (local $b v128) (local $upper v128) (local $lower v128)
    (local $wh v128) (local $wl v128) (local $zero v128) (local $half v128) (local $q v128)
    (local $h0 v128) (local $h1 v128) (local $h2 v128) (local $h3 v128)
    (local $l0 v128) (local $l1 v128) (local $l2 v128) (local $l3 v128)
    (local.set $half (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
    (loop $row
      (local.set $first (i32.add (local.get $source) (i32.load (local.get $bounds))))
      (local.set $x (i32.const 0))
      (loop $columns
        (local.set $p (i32.add (local.get $first) (local.get $x)))
        (local.set $w (local.get $weights))
        (local.set $pairs (i32.load offset=4 (local.get $bounds)))
        (local.set $h0 (local.get $zero)) (local.set $l0 (local.get $half))
        (local.set $h1 (local.get $zero)) (local.set $l1 (local.get $half))
        (local.set $h2 (local.get $zero)) (local.set $l2 (local.get $half))
        (local.set $h3 (local.get $zero)) (local.set $l3 (local.get $half))
        (loop $pair
          (local.set $a (v128.load align=1 (local.get $p)))
          (local.set $b (v128.load align=1 (i32.add (local.get $p) (local.get $bytes))))
          (local.set $wh (v128.load32_splat align=4 (local.get $w)))
          (local.set $wl (v128.load32_splat offset=4 align=4 (local.get $w)))
          ;; The two taps of a column side by side: a0 b0 a1 b1 ...
          (local.set $upper (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $a) (local.get $b)))
          (local.set $lower (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $a) (local.get $b)))
          (local.set $q (i16x8.extend_low_i8x16_u (local.get $upper)))
          (local.set $h0 (i32x4.add (local.get $h0) (i32x4.dot_i16x8_s (local.get $q) (local.get $wh))))
          (local.set $l0 (i32x4.add (local.get $l0) (i32x4.dot_i16x8_s (local.get $q) (local.get $wl))))
          (local.set $q (i16x8.extend_high_i8x16_u (local.get $upper)))
          (local.set $h1 (i32x4.add (local.get $h1) (i32x4.dot_i16x8_s (local.get $q) (local.get $wh))))
          (local.set $l1 (i32x4.add (local.get $l1) (i32x4.dot_i16x8_s (local.get $q) (local.get $wl))))
          (local.set $q (i16x8.extend_low_i8x16_u (local.get $lower)))
          (local.set $h2 (i32x4.add (local.get $h2) (i32x4.dot_i16x8_s (local.get $q) (local.get $wh))))
          (local.set $l2 (i32x4.add (local.get $l2) (i32x4.dot_i16x8_s (local.get $q) (local.get $wl))))
          (local.set $q (i16x8.extend_high_i8x16_u (local.get $lower)))
          (local.set $h3 (i32x4.add (local.get $h3) (i32x4.dot_i16x8_s (local.get $q) (local.get $wh))))
          (local.set $l3 (i32x4.add (local.get $l3) (i32x4.dot_i16x8_s (local.get $q) (local.get $wl))))
          (local.set $w (i32.add (local.get $w) (i32.const 8)))
          (local.set $p (i32.add (local.get $p) (i32.shl (local.get $bytes) (i32.const 1))))
          (br_if $pair (local.tee $pairs (i32.sub (local.get $pairs) (i32.const 1)))))
        (v128.store align=1 (i32.add (local.get $out) (local.get $x)) (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $h0) (i32.const 11)) (local.get $l0)) (i32.const 22))
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $h1) (i32.const 11)) (local.get $l1)) (i32.const 22)))
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $h2) (i32.const 11)) (local.get $l2)) (i32.const 22))
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $h3) (i32.const 11)) (local.get $l3)) (i32.const 22)))))
        (br_if $columns (i32.lt_u
          (local.tee $x (i32.add (local.get $x) (i32.const 16)))
          (local.get $bytes))))
      (local.set $out (i32.add (local.get $out) (local.get $bytes)))
      (local.set $bounds (i32.add (local.get $bounds) (i32.const 8)))
      (local.set $weights (i32.add (local.get $weights) (local.get $weightBytes)))
      (br_if $row (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
