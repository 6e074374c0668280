;; The two passes of resample.ts on rows of planes (r r ..., g g ..., b b ...), and the ways there and back. Same bytes out.
;;
;; A weight has 22 fractional bits. It comes split as high * 2^11 + low, both int16, because i32x4.dot_i16x8_s multiplies
;; int16: sum(p * w) = (sum(p * high) << 11) + sum(p * low), exact in int32 modulo 2^32, hence to the bit the scalar sum.
;; The low sums start at one half, 2^21.
(module
  (import "vision" "memory" (memory 1))

  ;; Sixteen pixels at a time, r g b r g b ..., to the rows of three planes, which lie $stride bytes apart.
  ;; Reads and writes up to 15 pixels behind the last.
  (func (export "split")
    (param $source i32) (param $to i32) (param $stride i32) (param $count i32)
    (local $a v128) (local $b v128) (local $c v128)
    (loop $pixels
      (local.set $a (v128.load align=1 (local.get $source)))
      (local.set $b (v128.load offset=16 align=1 (local.get $source)))
      (local.set $c (v128.load offset=32 align=1 (local.get $source)))
      (v128.store align=1 (local.get $to)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 17 20 23 26 29
          (i8x16.shuffle 0 3 6 9 12 15 18 21 24 27 30 0 0 0 0 0 (local.get $a) (local.get $b)) (local.get $c)))
      (v128.store align=1 (i32.add (local.get $to) (local.get $stride))
        (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 18 21 24 27 30
          (i8x16.shuffle 1 4 7 10 13 16 19 22 25 28 31 0 0 0 0 0 (local.get $a) (local.get $b)) (local.get $c)))
      (v128.store align=1 (i32.add (local.get $to) (i32.shl (local.get $stride) (i32.const 1)))
        (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 16 19 22 25 28 31
          (i8x16.shuffle 2 5 8 11 14 17 20 23 26 29 0 0 0 0 0 0 (local.get $a) (local.get $b)) (local.get $c)))
      (local.set $source (i32.add (local.get $source) (i32.const 48)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $pixels (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 16))) (i32.const 0)))))

  ;; The reverse: the rows of three planes, $stride bytes apart, to pixels r g b.
  (func (export "join")
    (param $source i32) (param $stride i32) (param $to i32) (param $count i32)
    (local $r v128) (local $g v128) (local $b v128)
    (loop $pixels
      (local.set $r (v128.load align=1 (local.get $source)))
      (local.set $g (v128.load align=1 (i32.add (local.get $source) (local.get $stride))))
      (local.set $b (v128.load align=1 (i32.add (local.get $source) (i32.shl (local.get $stride) (i32.const 1)))))
      (v128.store align=1 (local.get $to)
        (i8x16.shuffle 0 1 16 3 4 17 6 7 18 9 10 19 12 13 20 15
          (i8x16.shuffle 0 16 0 1 17 0 2 18 0 3 19 0 4 20 0 5 (local.get $r) (local.get $g)) (local.get $b)))
      (v128.store offset=16 align=1 (local.get $to)
        (i8x16.shuffle 0 21 2 3 22 5 6 23 8 9 24 11 12 25 14 15
          (i8x16.shuffle 21 0 6 22 0 7 23 0 8 24 0 9 25 0 10 26 (local.get $r) (local.get $g)) (local.get $b)))
      (v128.store offset=32 align=1 (local.get $to)
        (i8x16.shuffle 26 1 2 27 4 5 28 7 8 29 10 11 30 13 14 31
          (i8x16.shuffle 0 11 27 0 12 28 0 13 29 0 14 30 0 15 31 0 (local.get $r) (local.get $g)) (local.get $b)))
      (local.set $source (i32.add (local.get $source) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 48)))
      (br_if $pixels (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 16))) (i32.const 0)))))

  ;; Every row of one plane of `source` to one of `count` samples, four rows at a time: `rows` is a multiple of four, of which
  ;; the last may be spare ones.
  ;; bounds, per output sample: byte offset of its first tap, number of groups of eight taps.
  ;; weights, 32 bytes per group: eight high halves, eight low ones. A sample's groups begin every `weightBytes`.
  ;; Reads up to 7 bytes behind the last tap.
  (func (export "alongRows")
    (param $out i32) (param $source i32) (param $rows i32) (param $rowBytes i32) (param $count i32)
    (param $bounds i32) (param $weights i32) (param $weightBytes i32)
    (local $x i32) (local $bound i32) (local $sampleWeights i32) (local $w i32) (local $groups i32)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32)
    (local $out1 i32) (local $out2 i32) (local $out3 i32)
    (local $wh v128) (local $wl v128) (local $a v128) (local $zero v128) (local $half v128)
    (local $h0 v128) (local $h1 v128) (local $h2 v128) (local $h3 v128)
    (local $l0 v128) (local $l1 v128) (local $l2 v128) (local $l3 v128)
    ;; One half in all: the four lanes are added up in the end.
    (local.set $half (v128.const i32x4 0x200000 0 0 0))
    (loop $fourRows
      (local.set $x (local.get $count))
      (local.set $bound (local.get $bounds))
      (local.set $sampleWeights (local.get $weights))
      (local.set $out1 (i32.add (local.get $out) (local.get $count)))
      (local.set $out2 (i32.add (local.get $out1) (local.get $count)))
      (local.set $out3 (i32.add (local.get $out2) (local.get $count)))
      (loop $sample
        (local.set $p0 (i32.add (local.get $source) (i32.load (local.get $bound))))
        (local.set $p1 (i32.add (local.get $p0) (local.get $rowBytes)))
        (local.set $p2 (i32.add (local.get $p1) (local.get $rowBytes)))
        (local.set $p3 (i32.add (local.get $p2) (local.get $rowBytes)))
        (local.set $groups (i32.load offset=4 (local.get $bound)))
        (local.set $w (local.get $sampleWeights))
        (local.set $h0 (local.get $zero)) (local.set $l0 (local.get $half))
        (local.set $h1 (local.get $zero)) (local.set $l1 (local.get $half))
        (local.set $h2 (local.get $zero)) (local.set $l2 (local.get $half))
        (local.set $h3 (local.get $zero)) (local.set $l3 (local.get $half))
        (loop $group
          (local.set $wh (v128.load (local.get $w)))
          (local.set $wl (v128.load offset=16 (local.get $w)))
          (local.set $a (v128.load8x8_u align=1 (local.get $p0)))
          (local.set $h0 (i32x4.add (local.get $h0) (i32x4.dot_i16x8_s (local.get $a) (local.get $wh))))
          (local.set $l0 (i32x4.add (local.get $l0) (i32x4.dot_i16x8_s (local.get $a) (local.get $wl))))
          (local.set $p0 (i32.add (local.get $p0) (i32.const 8)))
          (local.set $a (v128.load8x8_u align=1 (local.get $p1)))
          (local.set $h1 (i32x4.add (local.get $h1) (i32x4.dot_i16x8_s (local.get $a) (local.get $wh))))
          (local.set $l1 (i32x4.add (local.get $l1) (i32x4.dot_i16x8_s (local.get $a) (local.get $wl))))
          (local.set $p1 (i32.add (local.get $p1) (i32.const 8)))
          (local.set $a (v128.load8x8_u align=1 (local.get $p2)))
          (local.set $h2 (i32x4.add (local.get $h2) (i32x4.dot_i16x8_s (local.get $a) (local.get $wh))))
          (local.set $l2 (i32x4.add (local.get $l2) (i32x4.dot_i16x8_s (local.get $a) (local.get $wl))))
          (local.set $p2 (i32.add (local.get $p2) (i32.const 8)))
          (local.set $a (v128.load8x8_u align=1 (local.get $p3)))
          (local.set $h3 (i32x4.add (local.get $h3) (i32x4.dot_i16x8_s (local.get $a) (local.get $wh))))
          (local.set $l3 (i32x4.add (local.get $l3) (i32x4.dot_i16x8_s (local.get $a) (local.get $wl))))
          (local.set $p3 (i32.add (local.get $p3) (i32.const 8)))
          (local.set $w (i32.add (local.get $w) (i32.const 32)))
          (br_if $group (local.tee $groups (i32.sub (local.get $groups) (i32.const 1)))))
        (local.set $l0 (i32x4.add (i32x4.shl (local.get $h0) (i32.const 11)) (local.get $l0)))
        (local.set $l1 (i32x4.add (i32x4.shl (local.get $h1) (i32.const 11)) (local.get $l1)))
        (local.set $l2 (i32x4.add (i32x4.shl (local.get $h2) (i32.const 11)) (local.get $l2)))
        (local.set $l3 (i32x4.add (i32x4.shl (local.get $h3) (i32.const 11)) (local.get $l3)))
        ;; The sums of the four lanes of each row, one lane per row.
        (local.set $h0 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l0) (local.get $l1))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l0) (local.get $l1))))
        (local.set $h2 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l2) (local.get $l3))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l2) (local.get $l3))))
        (local.set $a (i32x4.shr_s
          (i32x4.add
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $h0) (local.get $h2))
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $h0) (local.get $h2)))
          (i32.const 22)))
        (local.set $a (i16x8.narrow_i32x4_s (local.get $a) (local.get $a)))
        (local.set $a (i8x16.narrow_i16x8_u (local.get $a) (local.get $a)))
        (v128.store8_lane 0 (local.get $out) (local.get $a))
        (v128.store8_lane 1 (local.get $out1) (local.get $a))
        (v128.store8_lane 2 (local.get $out2) (local.get $a))
        (v128.store8_lane 3 (local.get $out3) (local.get $a))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $out1 (i32.add (local.get $out1) (i32.const 1)))
        (local.set $out2 (i32.add (local.get $out2) (i32.const 1)))
        (local.set $out3 (i32.add (local.get $out3) (i32.const 1)))
        (local.set $bound (i32.add (local.get $bound) (i32.const 8)))
        (local.set $sampleWeights (i32.add (local.get $sampleWeights) (local.get $weightBytes)))
        (br_if $sample (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))
      (local.set $out (local.get $out3))
      (local.set $source (i32.add (local.get $source) (i32.shl (local.get $rowBytes) (i32.const 2))))
      (br_if $fourRows (i32.gt_s (local.tee $rows (i32.sub (local.get $rows) (i32.const 4))) (i32.const 0)))))

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
