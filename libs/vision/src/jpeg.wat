;; A sequential JPEG's pixels: entropy decoding, inverse DCT, chroma upsampling, colour. Each does what libjpeg-turbo does with
;; its defaults, to the bit; jpegDecoder.ts says which files come here and drives it a row of MCUs at a time.
;;
;; The entropy-coded bytes lie backwards in memory, without stuffing: byte i at $first - i. A little-endian load of eight
;; then is the big-endian word that bits are taken from, and the position in bits is all the state there is.
;;
;; Fixed addresses: 0, the block in hand (64 int16, row by row); 128, zigzag order as byte offsets into it.
(module
  (import "vision" "memory" (memory 1))

  (data (i32.const 128) 
    "\00\02\10\20\12\04\06\14\22\30\40\32\24\16\08\0a"
    "\18\26\34\42\50\60\52\44\36\28\1a\0c\0e\1c\2a\38"
    "\46\54\62\70\72\64\56\48\3a\2c\1e\2e\3c\4a\58\66"
    "\74\76\68\5a\4c\3e\4e\5c\6a\78\7a\6c\5e\6e\7c\7e")

  (global $position (export "position") (mut i32) (i32.const 0))

  ;; Copies bytes from source up to the next marker, or to $end, backwards and without stuffing; $to takes the first of them.
  ;; Returns the address of the marker's 0xff, or $end. Sixteen bytes at a time: reads and writes up to 15 too many.
  (func (export "unstuff") (param $source i32) (param $end i32) (param $to i32) (result i32)
    (local $bytes v128) (local $at i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $source) (local.get $end)))
        (local.set $bytes (v128.load align=1 (local.get $source)))
        (v128.store align=1 (i32.sub (local.get $to) (i32.const 15))
          (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get $bytes) (local.get $bytes)))
        (local.set $at (i32.ctz (i32.or (i32.const 0x10000)
          (i8x16.bitmask (i8x16.eq (local.get $bytes) (v128.const i32x4 -1 -1 -1 -1))))))
        (if (i32.eq (local.get $at) (i32.const 16))
          (then
            (local.set $source (i32.add (local.get $source) (i32.const 16)))
            (local.set $to (i32.sub (local.get $to) (i32.const 16)))
            (br $next)))
        (local.set $source (i32.add (local.get $source) (local.get $at)))
        (local.set $to (i32.sub (local.get $to) (i32.add (local.get $at) (i32.const 1))))
        (br_if $done (i32.ge_u (local.get $source) (local.get $end)))
        (br_if $done (i32.load8_u offset=1 (local.get $source)))
        (local.set $source (i32.add (local.get $source) (i32.const 2)))
        (br $next)))
    (global.set $unstuffed (local.get $to))
    (local.get $source))
  ;; After `unstuff`: one before the last byte's address, and one further where it stopped at a marker.
  (global $unstuffed (export "unstuffed") (mut i32) (i32.const 0))

  ;; Decodes one block into address 0.
  ;; component: see decodeMcus. A lookup entry, by the next 11 bits: bits consumed (0-4), 0x80 where the value's bits follow,
  ;; by how much the index grows (8-15), value or number of its bits (16-31); 0 where the code is longer.
  ;; Behind the 2048 entries, for lengths 12 to 16: first code beyond them, of 16 bits; index of the first symbol less its
  ;; code; then the symbols.
  ;; Returns 0 where there is but a DC coefficient, 1 where there are more, -1 where the bits are no block.
  (func $decodeBlock (param $first i32) (param $component i32) (result i32)
    (local $position i32) (local $table i32) (local $bits i64) (local $entry i32) (local $k i32) (local $size i32)
    (local $value i32) (local $length i32) (local $reloadAt i32)
    (v128.store (i32.const 0) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 16) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 32) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 48) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 64) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 80) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 96) (v128.const i32x4 0 0 0 0))
    (v128.store (i32.const 112) (v128.const i32x4 0 0 0 0))
    (local.set $first (i32.sub (local.get $first) (i32.const 7)))
    (local.set $position (global.get $position))
    (local.set $table (i32.load offset=12 (local.get $component)))
    ;; First the DC coefficient, which grows the index by nothing.
    (local.set $bits (i64.shl
      (i64.load align=1 (i32.sub (local.get $first) (i32.shr_u (local.get $position) (i32.const 3))))
      (i64.extend_i32_u (i32.and (local.get $position) (i32.const 7)))))
    (local.set $entry (i32.load (i32.add (local.get $table)
      (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 51))) (i32.const 0x1ffc)))))
    (if (i32.eqz (local.get $entry))
      (then
        (local.set $entry (call $findLongCode (local.get $table)
          (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 48))) (i32.const 1)))
        (if (i32.eqz (local.get $entry)) (then (return (i32.const -1))))))
    (local.set $length (i32.and (local.get $entry) (i32.const 31)))
    (local.set $position (i32.add (local.get $position) (local.get $length)))
    (local.set $value (i32.shr_s (local.get $entry) (i32.const 16)))
    (if (i32.and (local.get $entry) (i32.const 0x80))
      (then
        (local.set $size (local.get $value))
        (local.set $position (i32.add (local.get $position) (local.get $size)))
        (local.set $value (call $signed (local.get $size)
          (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $length)))))))
    (local.set $value (i32.add (local.get $value) (i32.load offset=28 (local.get $component))))
    (i32.store offset=28 (local.get $component) (local.get $value))
    (i32.store16 (i32.const 0) (local.get $value))
    (local.set $table (i32.load offset=16 (local.get $component)))
    (block $end
      (loop $reload
        ;; At least 57 bits; a coefficient takes 31 at most, so they serve until 26 of them are gone.
        (local.set $bits (i64.shl
          (i64.load align=1 (i32.sub (local.get $first) (i32.shr_u (local.get $position) (i32.const 3))))
          (i64.extend_i32_u (i32.and (local.get $position) (i32.const 7)))))
        (local.set $reloadAt (i32.add (local.get $position) (i32.const 26)))
        (loop $coefficient
          (local.set $entry (i32.load (i32.add (local.get $table)
            (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 51))) (i32.const 0x1ffc)))))
          (if (i32.eqz (local.get $entry))
            (then
              (local.set $entry (call $findLongCode (local.get $table)
                (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 48))) (i32.const 0)))
              (if (i32.eqz (local.get $entry)) (then (return (i32.const -1))))))
          (local.set $length (i32.and (local.get $entry) (i32.const 31)))
          (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $length))))
          (local.set $position (i32.add (local.get $position) (local.get $length)))
          (local.set $k (i32.add (local.get $k) (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 255))))
          (local.set $value (i32.shr_s (local.get $entry) (i32.const 16)))
          (if (i32.and (local.get $entry) (i32.const 0x80))
            (then
              (local.set $size (local.get $value))
              (local.set $value (call $signed (local.get $size) (local.get $bits)))
              (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $size))))
              (local.set $position (i32.add (local.get $position) (local.get $size)))))
          (br_if $end (i32.gt_u (local.get $k) (i32.const 63)))
          (i32.store16 (i32.load8_u offset=128 (local.get $k)) (local.get $value))
          (br_if $end (i32.eq (local.get $k) (i32.const 63)))
          (br_if $coefficient (i32.lt_u (local.get $position) (local.get $reloadAt)))
          (br $reload))))
    (global.set $position (local.get $position))
    ;; The end of a block adds 192; a coefficient behind the last one less than that.
    (if (i32.and (i32.gt_u (local.get $k) (i32.const 63)) (i32.lt_u (local.get $k) (i32.const 192)))
      (then (return (i32.const -1))))
    (i32.ne (local.get $k) (i32.const 192)))

  ;; The value that the first $size of these bits say: a first bit of 0 says that it is negative.
  (func $signed (param $size i32) (param $bits i64) (result i32)
    (local $value i32)
    (local.set $value (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.extend_i32_u (i32.sub (i32.const 64) (local.get $size))))))
    (select
      (local.get $value)
      (i32.add (local.get $value) (i32.add (i32.shl (i32.const -1) (local.get $size)) (i32.const 1)))
      (i64.lt_s (local.get $bits) (i64.const 0))))

  ;; The entry of a code of 12 to 16 bits, from the next 16; 0 where there is none.
  (func $findLongCode (param $table i32) (param $code i32) (param $isDc i32) (result i32)
    (local $length i32) (local $row i32) (local $symbol i32) (local $skip i32)
    (local.set $length (i32.const 12))
    (local.set $row (i32.add (local.get $table) (i32.const 8192)))
    (loop $longer
      (if (i32.lt_u (local.get $code) (i32.load (local.get $row)))
        (then
          (local.set $symbol (i32.load8_u offset=8232 (i32.add (local.get $table) (i32.add
            (i32.load offset=4 (local.get $row))
            (i32.shr_u (local.get $code) (i32.sub (i32.const 16) (local.get $length)))))))
          (if (i32.eqz (local.get $isDc))
            (then
              (local.set $skip (i32.add (i32.shr_u (local.get $symbol) (i32.const 4)) (i32.const 1)))
              (if (i32.and (i32.eqz (i32.and (local.get $symbol) (i32.const 15))) (i32.ne (local.get $skip) (i32.const 16)))
                (then (local.set $skip (i32.const 192))))))
          (local.set $symbol (i32.and (local.get $symbol) (i32.const 15)))
          (return (i32.or
            (i32.or (local.get $length) (i32.shl (local.get $skip) (i32.const 8)))
            (i32.or (i32.shl (local.get $symbol) (i32.const 16))
              (select (i32.const 0x80) (i32.const 0) (local.get $symbol)))))))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (br_if $longer (i32.le_u (local.tee $length (i32.add (local.get $length) (i32.const 1))) (i32.const 16))))
    (i32.const 0))

  ;; One pass of the inverse DCT down the columns of the block at address 0, which is transposed then: two passes make the
  ;; whole transform. The method is Loeffler, Ligtenberg and Moschytz (1989) with constants of 13 bits, as in libjpeg's jidctint.c.
  ;; isFirst: multiplies by `quantisation` before, and keeps two bits more after.
  (func $transform (param $isFirst i32) (param $quantisation i32)
    (local $round v128) (local $x0 v128) (local $x1 v128) (local $x2 v128) (local $x3 v128) (local $x4 v128) (local $x5 v128) (local $x6 v128) (local $x7 v128)
    (local $p04 v128) (local $p26 v128) (local $p71 v128) (local $p53 v128) (local $p34 v128) (local $z3 v128) (local $z4 v128) (local $e0 v128) (local $e1 v128) (local $e2 v128) (local $e3 v128) (local $o0 v128) (local $o1 v128)
    (local $s v128) (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128) (local $u0 v128) (local $u1 v128) (local $u2 v128) (local $u3 v128)
    (local $l0 v128) (local $l1 v128) (local $l2 v128) (local $l3 v128) (local $l4 v128) (local $l5 v128) (local $l6 v128) (local $l7 v128)
    (local $h0 v128) (local $h1 v128) (local $h2 v128) (local $h3 v128) (local $h4 v128) (local $h5 v128) (local $h6 v128) (local $h7 v128)
    (local.set $x0 (v128.load (i32.const 0)))
    (local.set $x1 (v128.load (i32.const 16)))
    (local.set $x2 (v128.load (i32.const 32)))
    (local.set $x3 (v128.load (i32.const 48)))
    (local.set $x4 (v128.load (i32.const 64)))
    (local.set $x5 (v128.load (i32.const 80)))
    (local.set $x6 (v128.load (i32.const 96)))
    (local.set $x7 (v128.load (i32.const 112)))
    (local.set $round (v128.const i32x4 0x20000 0x20000 0x20000 0x20000))
    (if (local.get $isFirst)
      (then
        (local.set $round (v128.const i32x4 0x400 0x400 0x400 0x400))
        (local.set $x0 (i16x8.mul (local.get $x0) (v128.load offset=0 (local.get $quantisation))))
        (local.set $x1 (i16x8.mul (local.get $x1) (v128.load offset=16 (local.get $quantisation))))
        (local.set $x2 (i16x8.mul (local.get $x2) (v128.load offset=32 (local.get $quantisation))))
        (local.set $x3 (i16x8.mul (local.get $x3) (v128.load offset=48 (local.get $quantisation))))
        (local.set $x4 (i16x8.mul (local.get $x4) (v128.load offset=64 (local.get $quantisation))))
        (local.set $x5 (i16x8.mul (local.get $x5) (v128.load offset=80 (local.get $quantisation))))
        (local.set $x6 (i16x8.mul (local.get $x6) (v128.load offset=96 (local.get $quantisation))))
        (local.set $x7 (i16x8.mul (local.get $x7) (v128.load offset=112 (local.get $quantisation))))))
    (local.set $z3 (i16x8.add (local.get $x7) (local.get $x3)))
    (local.set $z4 (i16x8.add (local.get $x5) (local.get $x1)))
    ;; The first four columns.
    (local.set $p04 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x0) (local.get $x4)))
    (local.set $p26 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x2) (local.get $x6)))
    (local.set $e0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p04) (v128.const i32x4 536879104 536879104 536879104 536879104)) (local.get $round)))
    (local.set $e1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p04) (v128.const i32x4 -536862720 -536862720 -536862720 -536862720)) (local.get $round)))
    (local.set $e2 (i32x4.dot_i16x8_s (local.get $p26) (v128.const i32x4 -701492911 -701492911 -701492911 -701492911)))
    (local.set $e3 (i32x4.dot_i16x8_s (local.get $p26) (v128.const i32x4 290531791 290531791 290531791 290531791)))
    (local.set $t0 (i32x4.add (local.get $e0) (local.get $e3)))
    (local.set $t3 (i32x4.sub (local.get $e0) (local.get $e3)))
    (local.set $t1 (i32x4.add (local.get $e1) (local.get $e2)))
    (local.set $t2 (i32x4.sub (local.get $e1) (local.get $e2)))
    (local.set $p34 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $z3) (local.get $z4)))
    (local.set $p71 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x7) (local.get $x1)))
    (local.set $p53 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x5) (local.get $x3)))
    (local.set $o0 (i32x4.dot_i16x8_s (local.get $p34) (v128.const i32x4 631367388 631367388 631367388 631367388)))
    (local.set $o1 (i32x4.dot_i16x8_s (local.get $p34) (v128.const i32x4 421864865 421864865 421864865 421864865)))
    (local.set $u0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p71) (v128.const i32x4 -483136319 -483136319 -483136319 -483136319)) (local.get $o0)))
    (local.set $u1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p53) (v128.const i32x4 -1375866960 -1375866960 -1375866960 -1375866960)) (local.get $o1)))
    (local.set $u2 (i32x4.add (i32x4.dot_i16x8_s (local.get $p53) (v128.const i32x4 273788413 273788413 273788413 273788413)) (local.get $o0)))
    (local.set $u3 (i32x4.add (i32x4.dot_i16x8_s (local.get $p71) (v128.const i32x4 322888499 322888499 322888499 322888499)) (local.get $o1)))
    (local.set $l0 (i32x4.add (local.get $t0) (local.get $u3)))
    (local.set $l7 (i32x4.sub (local.get $t0) (local.get $u3)))
    (local.set $l1 (i32x4.add (local.get $t1) (local.get $u2)))
    (local.set $l6 (i32x4.sub (local.get $t1) (local.get $u2)))
    (local.set $l2 (i32x4.add (local.get $t2) (local.get $u1)))
    (local.set $l5 (i32x4.sub (local.get $t2) (local.get $u1)))
    (local.set $l3 (i32x4.add (local.get $t3) (local.get $u0)))
    (local.set $l4 (i32x4.sub (local.get $t3) (local.get $u0)))
    ;; The last four columns.
    (local.set $p04 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x0) (local.get $x4)))
    (local.set $p26 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x2) (local.get $x6)))
    (local.set $e0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p04) (v128.const i32x4 536879104 536879104 536879104 536879104)) (local.get $round)))
    (local.set $e1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p04) (v128.const i32x4 -536862720 -536862720 -536862720 -536862720)) (local.get $round)))
    (local.set $e2 (i32x4.dot_i16x8_s (local.get $p26) (v128.const i32x4 -701492911 -701492911 -701492911 -701492911)))
    (local.set $e3 (i32x4.dot_i16x8_s (local.get $p26) (v128.const i32x4 290531791 290531791 290531791 290531791)))
    (local.set $t0 (i32x4.add (local.get $e0) (local.get $e3)))
    (local.set $t3 (i32x4.sub (local.get $e0) (local.get $e3)))
    (local.set $t1 (i32x4.add (local.get $e1) (local.get $e2)))
    (local.set $t2 (i32x4.sub (local.get $e1) (local.get $e2)))
    (local.set $p34 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $z3) (local.get $z4)))
    (local.set $p71 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x7) (local.get $x1)))
    (local.set $p53 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x5) (local.get $x3)))
    (local.set $o0 (i32x4.dot_i16x8_s (local.get $p34) (v128.const i32x4 631367388 631367388 631367388 631367388)))
    (local.set $o1 (i32x4.dot_i16x8_s (local.get $p34) (v128.const i32x4 421864865 421864865 421864865 421864865)))
    (local.set $u0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p71) (v128.const i32x4 -483136319 -483136319 -483136319 -483136319)) (local.get $o0)))
    (local.set $u1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p53) (v128.const i32x4 -1375866960 -1375866960 -1375866960 -1375866960)) (local.get $o1)))
    (local.set $u2 (i32x4.add (i32x4.dot_i16x8_s (local.get $p53) (v128.const i32x4 273788413 273788413 273788413 273788413)) (local.get $o0)))
    (local.set $u3 (i32x4.add (i32x4.dot_i16x8_s (local.get $p71) (v128.const i32x4 322888499 322888499 322888499 322888499)) (local.get $o1)))
    (local.set $h0 (i32x4.add (local.get $t0) (local.get $u3)))
    (local.set $h7 (i32x4.sub (local.get $t0) (local.get $u3)))
    (local.set $h1 (i32x4.add (local.get $t1) (local.get $u2)))
    (local.set $h6 (i32x4.sub (local.get $t1) (local.get $u2)))
    (local.set $h2 (i32x4.add (local.get $t2) (local.get $u1)))
    (local.set $h5 (i32x4.sub (local.get $t2) (local.get $u1)))
    (local.set $h3 (i32x4.add (local.get $t3) (local.get $u0)))
    (local.set $h4 (i32x4.sub (local.get $t3) (local.get $u0)))
    (if (local.get $isFirst)
      (then
        (local.set $x0 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l0) (i32.const 11)) (i32x4.shr_s (local.get $h0) (i32.const 11))))
        (local.set $x1 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l1) (i32.const 11)) (i32x4.shr_s (local.get $h1) (i32.const 11))))
        (local.set $x2 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l2) (i32.const 11)) (i32x4.shr_s (local.get $h2) (i32.const 11))))
        (local.set $x3 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l3) (i32.const 11)) (i32x4.shr_s (local.get $h3) (i32.const 11))))
        (local.set $x4 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l4) (i32.const 11)) (i32x4.shr_s (local.get $h4) (i32.const 11))))
        (local.set $x5 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l5) (i32.const 11)) (i32x4.shr_s (local.get $h5) (i32.const 11))))
        (local.set $x6 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l6) (i32.const 11)) (i32x4.shr_s (local.get $h6) (i32.const 11))))
        (local.set $x7 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l7) (i32.const 11)) (i32x4.shr_s (local.get $h7) (i32.const 11)))))
      (else
        (local.set $x0 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l0) (i32.const 18)) (i32x4.shr_s (local.get $h0) (i32.const 18))))
        (local.set $x1 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l1) (i32.const 18)) (i32x4.shr_s (local.get $h1) (i32.const 18))))
        (local.set $x2 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l2) (i32.const 18)) (i32x4.shr_s (local.get $h2) (i32.const 18))))
        (local.set $x3 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l3) (i32.const 18)) (i32x4.shr_s (local.get $h3) (i32.const 18))))
        (local.set $x4 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l4) (i32.const 18)) (i32x4.shr_s (local.get $h4) (i32.const 18))))
        (local.set $x5 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l5) (i32.const 18)) (i32x4.shr_s (local.get $h5) (i32.const 18))))
        (local.set $x6 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l6) (i32.const 18)) (i32x4.shr_s (local.get $h6) (i32.const 18))))
        (local.set $x7 (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $l7) (i32.const 18)) (i32x4.shr_s (local.get $h7) (i32.const 18))))))
    ;; Transposed: pairs of int16, then pairs of pairs, then halves.
    (local.set $l0 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x0) (local.get $x1)))
    (local.set $l1 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x0) (local.get $x1)))
    (local.set $l2 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x2) (local.get $x3)))
    (local.set $l3 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x2) (local.get $x3)))
    (local.set $l4 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x4) (local.get $x5)))
    (local.set $l5 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x4) (local.get $x5)))
    (local.set $l6 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x6) (local.get $x7)))
    (local.set $l7 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x6) (local.get $x7)))
    (local.set $h0 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l0) (local.get $l2)))
    (local.set $h1 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l0) (local.get $l2)))
    (local.set $h2 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l1) (local.get $l3)))
    (local.set $h3 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l1) (local.get $l3)))
    (local.set $h4 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l4) (local.get $l6)))
    (local.set $h5 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l4) (local.get $l6)))
    (local.set $h6 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l5) (local.get $l7)))
    (local.set $h7 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l5) (local.get $l7)))
    (v128.store (i32.const 0) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $h0) (local.get $h4)))
    (v128.store (i32.const 16) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $h0) (local.get $h4)))
    (v128.store (i32.const 32) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $h1) (local.get $h5)))
    (v128.store (i32.const 48) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $h1) (local.get $h5)))
    (v128.store (i32.const 64) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $h2) (local.get $h6)))
    (v128.store (i32.const 80) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $h2) (local.get $h6)))
    (v128.store (i32.const 96) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $h3) (local.get $h7)))
    (v128.store (i32.const 112) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $h3) (local.get $h7))))

  ;; The means of two by two samples: four rows of four. One dimension of the inverse DCT, and of its two neighbours the mean:
  ;;   sum over k of sqrt(2) cos(k pi / 16) cos((2 m + 1) k pi / 8) x[k], with 1 instead of sqrt(2) for k = 0
  ;; so that x[4] drops out. Constants of 13 bits; one pass down the columns, one along the rows.
  (func $putQuarter (param $quantisation i32) (param $to i32) (param $stride i32)
    (local $x0 v128) (local $x1 v128) (local $x2 v128) (local $x3 v128) (local $x4 v128) (local $x5 v128) (local $x6 v128) (local $x7 v128)
    (local $p02 v128) (local $p46 v128) (local $p13 v128) (local $p57 v128) (local $six v128) (local $e0 v128) (local $e1 v128) (local $o0 v128) (local $o1 v128) (local $round v128) (local $sign v128)
    (local $l0 v128) (local $l1 v128) (local $l2 v128) (local $l3 v128) (local $h0 v128) (local $h1 v128) (local $h2 v128) (local $h3 v128)
    (local.set $x0 (i16x8.mul (v128.load (i32.const 0)) (v128.load offset=0 (local.get $quantisation))))
    (local.set $x1 (i16x8.mul (v128.load (i32.const 16)) (v128.load offset=16 (local.get $quantisation))))
    (local.set $x2 (i16x8.mul (v128.load (i32.const 32)) (v128.load offset=32 (local.get $quantisation))))
    (local.set $x3 (i16x8.mul (v128.load (i32.const 48)) (v128.load offset=48 (local.get $quantisation))))
    (local.set $x4 (i16x8.mul (v128.load (i32.const 64)) (v128.load offset=64 (local.get $quantisation))))
    (local.set $x5 (i16x8.mul (v128.load (i32.const 80)) (v128.load offset=80 (local.get $quantisation))))
    (local.set $x6 (i16x8.mul (v128.load (i32.const 96)) (v128.load offset=96 (local.get $quantisation))))
    (local.set $x7 (i16x8.mul (v128.load (i32.const 112)) (v128.load offset=112 (local.get $quantisation))))
    (local.set $round (v128.const i32x4 0x400 0x400 0x400 0x400))
    (local.set $p02 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x0) (local.get $x2)))
    (local.set $p46 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x4) (local.get $x6)))
    (local.set $p13 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x1) (local.get $x3)))
    (local.set $p57 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x5) (local.get $x7)))
    (local.set $six (i32x4.dot_i16x8_s (local.get $p46) (v128.const i32x4 -205455360 -205455360 -205455360 -205455360)))
    (local.set $e0 (i32x4.add (i32x4.add (i32x4.dot_i16x8_s (local.get $p02) (v128.const i32x4 495984640 495984640 495984640 495984640)) (local.get $six)) (local.get $round)))
    (local.set $e1 (i32x4.add (i32x4.sub (i32x4.dot_i16x8_s (local.get $p02) (v128.const i32x4 -495968256 -495968256 -495968256 -495968256)) (local.get $six)) (local.get $round)))
    (local.set $o0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p13) (v128.const i32x4 241576194 241576194 241576194 241576194)) (i32x4.dot_i16x8_s (local.get $p57) (v128.const i32x4 -136776095 -136776095 -136776095 -136776095))))
    (local.set $o1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p13) (v128.const i32x4 -583266052 -583266052 -583266052 -583266052)) (i32x4.dot_i16x8_s (local.get $p57) (v128.const i32x4 -56682694 -56682694 -56682694 -56682694))))
    (local.set $l0 (i32x4.shr_s (i32x4.add (local.get $e0) (local.get $o0)) (i32.const 11)))
    (local.set $l1 (i32x4.shr_s (i32x4.add (local.get $e1) (local.get $o1)) (i32.const 11)))
    (local.set $l2 (i32x4.shr_s (i32x4.sub (local.get $e1) (local.get $o1)) (i32.const 11)))
    (local.set $l3 (i32x4.shr_s (i32x4.sub (local.get $e0) (local.get $o0)) (i32.const 11)))
    (local.set $p02 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x0) (local.get $x2)))
    (local.set $p46 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x4) (local.get $x6)))
    (local.set $p13 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x1) (local.get $x3)))
    (local.set $p57 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x5) (local.get $x7)))
    (local.set $six (i32x4.dot_i16x8_s (local.get $p46) (v128.const i32x4 -205455360 -205455360 -205455360 -205455360)))
    (local.set $e0 (i32x4.add (i32x4.add (i32x4.dot_i16x8_s (local.get $p02) (v128.const i32x4 495984640 495984640 495984640 495984640)) (local.get $six)) (local.get $round)))
    (local.set $e1 (i32x4.add (i32x4.sub (i32x4.dot_i16x8_s (local.get $p02) (v128.const i32x4 -495968256 -495968256 -495968256 -495968256)) (local.get $six)) (local.get $round)))
    (local.set $o0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p13) (v128.const i32x4 241576194 241576194 241576194 241576194)) (i32x4.dot_i16x8_s (local.get $p57) (v128.const i32x4 -136776095 -136776095 -136776095 -136776095))))
    (local.set $o1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p13) (v128.const i32x4 -583266052 -583266052 -583266052 -583266052)) (i32x4.dot_i16x8_s (local.get $p57) (v128.const i32x4 -56682694 -56682694 -56682694 -56682694))))
    (local.set $h0 (i32x4.shr_s (i32x4.add (local.get $e0) (local.get $o0)) (i32.const 11)))
    (local.set $h1 (i32x4.shr_s (i32x4.add (local.get $e1) (local.get $o1)) (i32.const 11)))
    (local.set $h2 (i32x4.shr_s (i32x4.sub (local.get $e1) (local.get $o1)) (i32.const 11)))
    (local.set $h3 (i32x4.shr_s (i32x4.sub (local.get $e0) (local.get $o0)) (i32.const 11)))
    (local.set $l0 (i16x8.narrow_i32x4_s (local.get $l0) (local.get $h0)))
    (local.set $l1 (i16x8.narrow_i32x4_s (local.get $l1) (local.get $h1)))
    (local.set $l2 (i16x8.narrow_i32x4_s (local.get $l2) (local.get $h2)))
    (local.set $l3 (i16x8.narrow_i32x4_s (local.get $l3) (local.get $h3)))
    ;; Transposed: two columns of four to a vector.
    (local.set $h0 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $l0) (local.get $l1)))
    (local.set $h1 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $l2) (local.get $l3)))
    (local.set $h2 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $l0) (local.get $l1)))
    (local.set $h3 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $l2) (local.get $l3)))
    (local.set $x0 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $h0) (local.get $h1)))
    (local.set $x2 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $h0) (local.get $h1)))
    (local.set $x4 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $h2) (local.get $h3)))
    (local.set $x6 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $h2) (local.get $h3)))
    (local.set $round (v128.const i32x4 0x20000 0x20000 0x20000 0x20000))
    (local.set $p02 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x0) (local.get $x2)))
    (local.set $p46 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x4) (local.get $x6)))
    (local.set $p13 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x0) (local.get $x2)))
    (local.set $p57 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x4) (local.get $x6)))
    (local.set $six (i32x4.dot_i16x8_s (local.get $p46) (v128.const i32x4 -205455360 -205455360 -205455360 -205455360)))
    (local.set $e0 (i32x4.add (i32x4.add (i32x4.dot_i16x8_s (local.get $p02) (v128.const i32x4 495984640 495984640 495984640 495984640)) (local.get $six)) (local.get $round)))
    (local.set $e1 (i32x4.add (i32x4.sub (i32x4.dot_i16x8_s (local.get $p02) (v128.const i32x4 -495968256 -495968256 -495968256 -495968256)) (local.get $six)) (local.get $round)))
    (local.set $o0 (i32x4.add (i32x4.dot_i16x8_s (local.get $p13) (v128.const i32x4 241576194 241576194 241576194 241576194)) (i32x4.dot_i16x8_s (local.get $p57) (v128.const i32x4 -136776095 -136776095 -136776095 -136776095))))
    (local.set $o1 (i32x4.add (i32x4.dot_i16x8_s (local.get $p13) (v128.const i32x4 -583266052 -583266052 -583266052 -583266052)) (i32x4.dot_i16x8_s (local.get $p57) (v128.const i32x4 -56682694 -56682694 -56682694 -56682694))))
    (local.set $l0 (i32x4.shr_s (i32x4.add (local.get $e0) (local.get $o0)) (i32.const 18)))
    (local.set $l1 (i32x4.shr_s (i32x4.add (local.get $e1) (local.get $o1)) (i32.const 18)))
    (local.set $l2 (i32x4.shr_s (i32x4.sub (local.get $e1) (local.get $o1)) (i32.const 18)))
    (local.set $l3 (i32x4.shr_s (i32x4.sub (local.get $e0) (local.get $o0)) (i32.const 18)))
    (local.set $sign (v128.const i8x16 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128))
    (local.set $x0 (i8x16.add (local.get $sign) (i8x16.narrow_i16x8_s (i16x8.narrow_i32x4_s (local.get $l0) (local.get $l1)) (i16x8.narrow_i32x4_s (local.get $l2) (local.get $l3)))))
    (local.set $x0 (i8x16.shuffle 0 4 8 12 1 5 9 13 2 6 10 14 3 7 11 15 (local.get $x0) (local.get $x0)))
    (v128.store32_lane align=1 0 (local.get $to) (local.get $x0))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store32_lane align=1 1 (local.get $to) (local.get $x0))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store32_lane align=1 2 (local.get $to) (local.get $x0))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store32_lane align=1 3 (local.get $to) (local.get $x0)))

  ;; The means of four by four samples: two rows of two. As above; the even x[k] but the first drop out.
  (func $putSixteenth (param $quantisation i32) (param $to i32) (param $stride i32)
    (local $x0 v128) (local $x1 v128) (local $x3 v128) (local $x5 v128) (local $x7 v128)
    (local $even v128) (local $odd v128) (local $upper v128) (local $lower v128) (local $more v128) (local $round v128)
    (local.set $x0 (i16x8.mul (v128.load (i32.const 0)) (v128.load offset=0 (local.get $quantisation))))
    (local.set $x1 (i16x8.mul (v128.load (i32.const 16)) (v128.load offset=16 (local.get $quantisation))))
    (local.set $x3 (i16x8.mul (v128.load (i32.const 48)) (v128.load offset=48 (local.get $quantisation))))
    (local.set $x5 (i16x8.mul (v128.load (i32.const 80)) (v128.load offset=80 (local.get $quantisation))))
    (local.set $x7 (i16x8.mul (v128.load (i32.const 112)) (v128.load offset=112 (local.get $quantisation))))
    (local.set $round (v128.const i32x4 0x400 0x400 0x400 0x400))
    (local.set $even (i32x4.add (local.get $round) (i32x4.shl (i32x4.extend_low_i16x8_s (local.get $x0)) (i32.const 13))))
    (local.set $odd (i32x4.add (i32x4.dot_i16x8_s (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x1) (local.get $x3)) (v128.const i32x4 -170844929 -170844929 -170844929 -170844929)) (i32x4.dot_i16x8_s (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $x5) (local.get $x7)) (v128.const i32x4 -96794930 -96794930 -96794930 -96794930))))
    (local.set $upper (i32x4.shr_s (i32x4.add (local.get $even) (local.get $odd)) (i32.const 11)))
    (local.set $lower (i32x4.shr_s (i32x4.sub (local.get $even) (local.get $odd)) (i32.const 11)))
    (local.set $even (i32x4.add (local.get $round) (i32x4.shl (i32x4.extend_high_i16x8_s (local.get $x0)) (i32.const 13))))
    (local.set $odd (i32x4.add (i32x4.dot_i16x8_s (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x1) (local.get $x3)) (v128.const i32x4 -170844929 -170844929 -170844929 -170844929)) (i32x4.dot_i16x8_s (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $x5) (local.get $x7)) (v128.const i32x4 -96794930 -96794930 -96794930 -96794930))))
    (local.set $upper (i16x8.narrow_i32x4_s (local.get $upper) (i32x4.shr_s (i32x4.add (local.get $even) (local.get $odd)) (i32.const 11))))
    (local.set $lower (i16x8.narrow_i32x4_s (local.get $lower) (i32x4.shr_s (i32x4.sub (local.get $even) (local.get $odd)) (i32.const 11))))
    ;; Columns 1 and 3 of both rows, then 5 and 7.
    (local.set $more (i8x16.shuffle 2 3 6 7 18 19 22 23 10 11 14 15 26 27 30 31 (local.get $upper) (local.get $lower)))
    (local.set $odd (i32x4.dot_i16x8_s (local.get $more) (v128.const i32x4 -170844929 -170844929 -96794930 -96794930)))
    (local.set $odd (i32x4.add (local.get $odd) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $odd) (local.get $odd))))
    (local.set $even (i32x4.dot_i16x8_s (i8x16.shuffle 0 1 2 3 16 17 18 19 0 1 2 3 16 17 18 19 (local.get $upper) (local.get $lower)) (v128.const i32x4 8192 8192 8192 8192)))
    (local.set $even (i32x4.add (local.get $even) (v128.const i32x4 0x20000 0x20000 0x20000 0x20000)))
    (local.set $more (i16x8.narrow_i32x4_s (i32x4.shr_s (i32x4.add (local.get $even) (local.get $odd)) (i32.const 18)) (i32x4.shr_s (i32x4.sub (local.get $even) (local.get $odd)) (i32.const 18))))
    (local.set $more (i8x16.add (i8x16.narrow_i16x8_s (local.get $more) (local.get $more)) (v128.const i8x16 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128)))
    ;; Left of both rows at 0 and 1, right at 4 and 5.
    (local.set $more (i8x16.shuffle 0 4 1 5 0 4 1 5 0 4 1 5 0 4 1 5 (local.get $more) (local.get $more)))
    (v128.store16_lane align=1 0 (local.get $to) (local.get $more))
    (v128.store16_lane align=1 1 (i32.add (local.get $to) (local.get $stride)) (local.get $more)))

  ;; The samples of the block at address 0: as many rows as a side has, of eight bytes each. Where a side is shorter, what is
  ;; written too much lies in the next block, which comes after, or in the margin.
  (func $putBlock (param $component i32) (param $hasMore i32) (param $to i32)
    (local $stride i32) (local $pair v128) (local $row i32)
    (local.set $stride (i32.load offset=24 (local.get $component)))
    (if (i32.eqz (local.get $hasMore))
      (then
        ;; One colour: what both passes make of the DC coefficient alone.
        (local.set $pair (i8x16.add
          (i8x16.narrow_i16x8_s
            (local.tee $pair (i16x8.splat (i32.shr_s
              (i32.add
                (i32.extend16_s (i32.mul
                  (i32.load16_s (i32.const 0))
                  (i32.load16_s (i32.load offset=8 (local.get $component)))))
                (i32.const 4))
              (i32.const 3))))
            (local.get $pair))
          (v128.const i8x16 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128)))
        (local.set $row (i32.load offset=32 (local.get $component)))
        (loop $rows
          (v128.store64_lane align=1 0 (local.get $to) (local.get $pair))
          (local.set $to (i32.add (local.get $to) (local.get $stride)))
          (br_if $rows (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))
        (return)))
    (if (i32.eq (i32.load offset=32 (local.get $component)) (i32.const 4))
      (then (return (call $putQuarter (i32.load offset=8 (local.get $component)) (local.get $to) (local.get $stride)))))
    (if (i32.eq (i32.load offset=32 (local.get $component)) (i32.const 2))
      (then (return (call $putSixteenth (i32.load offset=8 (local.get $component)) (local.get $to) (local.get $stride)))))
    (call $transform (i32.const 1) (i32.load offset=8 (local.get $component)))
    (call $transform (i32.const 0) (i32.const 0))
    (loop $rows
      (local.set $pair (i8x16.add
        (i8x16.narrow_i16x8_s (v128.load (local.get $row)) (v128.load offset=16 (local.get $row)))
        (v128.const i8x16 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128 -128)))
      (v128.store64_lane align=1 0 (local.get $to) (local.get $pair))
      (local.set $to (i32.add (local.get $to) (local.get $stride)))
      (v128.store64_lane align=1 1 (local.get $to) (local.get $pair))
      (local.set $to (i32.add (local.get $to) (local.get $stride)))
      (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 32))) (i32.const 128)))))

  ;; Decodes the MCUs $mcu to $end of a row, and transforms those from $keepFrom to $keepTo.
  ;; components: $count times 36 bytes: blocks across, blocks down, addresses of quantisation (64 int16), of the DC and the
  ;; AC table and of the samples of MCU $keepFrom, bytes from one row of samples to the next, last DC coefficient, samples of a
  ;; block's side: 8, or 4 or 2 of them, which are the means of what they stand for.
  ;; $limit: position behind which no block may end. Returns 0 where the bits are no blocks.
  (func (export "decodeMcus") (param $first i32) (param $limit i32) (param $components i32) (param $count i32)
    (param $mcu i32) (param $end i32) (param $keepFrom i32) (param $keepTo i32) (result i32)
    (local $component i32) (local $last i32) (local $x i32) (local $y i32) (local $kind i32) (local $isKept i32)
    (local.set $last (i32.add (local.get $components) (i32.mul (local.get $count) (i32.const 36))))
    (loop $mcus
      (local.set $isKept (i32.and
        (i32.ge_u (local.get $mcu) (local.get $keepFrom))
        (i32.lt_u (local.get $mcu) (local.get $keepTo))))
      (local.set $component (local.get $components))
      (loop $eachComponent
        (local.set $y (i32.const 0))
        (loop $down
          (local.set $x (i32.const 0))
          (loop $across
            (local.set $kind (call $decodeBlock (local.get $first) (local.get $component)))
            (if (i32.lt_s (local.get $kind) (i32.const 0)) (then (return (i32.const 0))))
            (if (local.get $isKept)
              (then (call $putBlock (local.get $component) (local.get $kind)
                (i32.add
                  (i32.add
                    (i32.load offset=20 (local.get $component))
                    (i32.mul
                      (i32.mul (local.get $y) (i32.load offset=24 (local.get $component)))
                      (i32.load offset=32 (local.get $component))))
                  (i32.mul
                    (i32.add
                      (i32.mul (i32.sub (local.get $mcu) (local.get $keepFrom)) (i32.load (local.get $component)))
                      (local.get $x))
                    (i32.load offset=32 (local.get $component)))))))
            (br_if $across (i32.lt_u
              (local.tee $x (i32.add (local.get $x) (i32.const 1)))
              (i32.load (local.get $component)))))
          (br_if $down (i32.lt_u
            (local.tee $y (i32.add (local.get $y) (i32.const 1)))
            (i32.load offset=4 (local.get $component)))))
        (br_if $eachComponent (i32.lt_u
          (local.tee $component (i32.add (local.get $component) (i32.const 36)))
          (local.get $last))))
      (if (i32.gt_u (global.get $position) (local.get $limit)) (then (return (i32.const 0))))
      (br_if $mcus (i32.lt_u (local.tee $mcu (i32.add (local.get $mcu) (i32.const 1))) (local.get $end))))
    (i32.const 1))

  ;; Twice as many chroma samples of a row, each 3/4 of the nearer and 1/4 of the farther one, in both directions (libjpeg's
  ;; "fancy" upsampling): near and far are the rows, the same one where rows stay as they are.
  ;; $count samples to read, rounded up to 8; one more on either side is read, unless $isFirst or the sample at $last says
  ;; that the image ends there (-1 where it does not). sums: room for 2 ($count + 16) bytes.
  (func (export "upsample") (param $near i32) (param $far i32) (param $to i32) (param $sums i32) (param $count i32)
    (param $isFirst i32) (param $last i32) (param $roundEven i32) (param $roundOdd i32)
    (local $x i32) (local $a v128) (local $b v128) (local $sum v128) (local $even v128) (local $odd v128)
    (local.set $even (i16x8.splat (local.get $roundEven)))
    (local.set $odd (i16x8.splat (local.get $roundOdd)))
    (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
    (local.set $x (i32.const -8))
    (loop $rows
      (local.set $a (v128.load8x8_u align=1 (i32.add (local.get $near) (local.get $x))))
      (local.set $b (v128.load8x8_u align=1 (i32.add (local.get $far) (local.get $x))))
      (v128.store align=1 (i32.add (local.get $sums) (i32.shl (local.get $x) (i32.const 1)))
        (i16x8.add (i16x8.add (i16x8.shl (local.get $a) (i32.const 1)) (local.get $a)) (local.get $b)))
      (br_if $rows (i32.lt_s
        (local.tee $x (i32.add (local.get $x) (i32.const 8)))
        (i32.add (local.get $count) (i32.const 8)))))
    (if (local.get $isFirst)
      (then (i32.store16 (i32.sub (local.get $sums) (i32.const 2)) (i32.load16_u (local.get $sums)))))
    (if (i32.ge_s (local.get $last) (i32.const 0))
      (then
        (local.set $x (i32.add (local.get $sums) (i32.shl (local.get $last) (i32.const 1))))
        (i32.store16 offset=2 (local.get $x) (i32.load16_u (local.get $x)))))
    (loop $columns
      (local.set $a (v128.load align=1 (local.get $sums)))
      (local.set $sum (i16x8.add (i16x8.shl (local.get $a) (i32.const 1)) (local.get $a)))
      (local.set $a (i16x8.shr_u
        (i16x8.add
          (i16x8.add (local.get $sum) (v128.load align=1 (i32.sub (local.get $sums) (i32.const 2))))
          (local.get $even))
        (i32.const 4)))
      (local.set $b (i16x8.shr_u
        (i16x8.add (i16x8.add (local.get $sum) (v128.load offset=2 align=1 (local.get $sums))) (local.get $odd))
        (i32.const 4)))
      (v128.store align=1 (local.get $to) (v128.or (local.get $a) (i16x8.shl (local.get $b) (i32.const 8))))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 8))) (i32.const 0)))))

  ;; A row of Y, Cb, Cr to three of R, G, B, which lie `stride` bytes apart; eight pixels at a time. As in libjpeg's jdcolor.c, in 16
  ;; fractional bits: R = Y + 1.402 Cr, G = Y - .34414 Cb - .71414 Cr, B = Y + 1.772 Cb. Whole parts of a factor are added
  ;; outside, so that the rest is an int16.
  (func (export "toRgb") (param $luma i32) (param $cb i32) (param $cr i32) (param $to i32) (param $stride i32) (param $count i32)
    (local $y v128) (local $u v128) (local $v v128) (local $low v128) (local $high v128) (local $half v128)
    (local $middle v128) (local $red v128) (local $green v128) (local $blue v128)
    (local.set $half (v128.const i32x4 0x8000 0x8000 0x8000 0x8000))
    (local.set $middle (v128.const i16x8 128 128 128 128 128 128 128 128))
    (loop $pixels
      (local.set $y (v128.load8x8_u align=1 (local.get $luma)))
      (local.set $u (i16x8.sub (v128.load8x8_u align=1 (local.get $cb)) (local.get $middle)))
      (local.set $v (i16x8.sub (v128.load8x8_u align=1 (local.get $cr)) (local.get $middle)))
      (local.set $low (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u) (local.get $v)))
      (local.set $high (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $u) (local.get $v)))
      (local.set $red (i16x8.add (i16x8.add (local.get $y) (local.get $v)) (i16x8.narrow_i32x4_s
        (i32x4.shr_s (i32x4.add (i32x4.dot_i16x8_s (local.get $low) (v128.const i32x4 1726545920 1726545920 1726545920 1726545920)) (local.get $half)) (i32.const 16))
        (i32x4.shr_s (i32x4.add (i32x4.dot_i16x8_s (local.get $high) (v128.const i32x4 1726545920 1726545920 1726545920 1726545920)) (local.get $half)) (i32.const 16)))))
      (local.set $green (i16x8.add (i16x8.sub (local.get $y) (local.get $v)) (i16x8.narrow_i32x4_s
        (i32x4.shr_s (i32x4.add (i32x4.dot_i16x8_s (local.get $low) (v128.const i32x4 1227794406 1227794406 1227794406 1227794406)) (local.get $half)) (i32.const 16))
        (i32x4.shr_s (i32x4.add (i32x4.dot_i16x8_s (local.get $high) (v128.const i32x4 1227794406 1227794406 1227794406 1227794406)) (local.get $half)) (i32.const 16)))))
      (local.set $blue (i16x8.add (i16x8.add (local.get $y) (i16x8.shl (local.get $u) (i32.const 1))) (i16x8.narrow_i32x4_s
        (i32x4.shr_s (i32x4.add (i32x4.dot_i16x8_s (local.get $low) (v128.const i32x4 50594 50594 50594 50594)) (local.get $half)) (i32.const 16))
        (i32x4.shr_s (i32x4.add (i32x4.dot_i16x8_s (local.get $high) (v128.const i32x4 50594 50594 50594 50594)) (local.get $half)) (i32.const 16)))))
      (local.set $red (i8x16.narrow_i16x8_u (local.get $red) (local.get $green)))
      (local.set $blue (i8x16.narrow_i16x8_u (local.get $blue) (local.get $blue)))
      (v128.store64_lane align=1 0 (local.get $to) (local.get $red))
      (v128.store64_lane align=1 1 (i32.add (local.get $to) (local.get $stride)) (local.get $red))
      (v128.store64_lane align=1 0 (i32.add (local.get $to) (i32.shl (local.get $stride) (i32.const 1))) (local.get $blue))
      (local.set $luma (i32.add (local.get $luma) (i32.const 8)))
      (local.set $cb (i32.add (local.get $cb) (i32.const 8)))
      (local.set $cr (i32.add (local.get $cr) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $pixels (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 8))) (i32.const 0))))))
