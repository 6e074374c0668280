"""Small tokenizer.json files with the pipelines of SigLIP 2 (Gemma: BPE with byte fallback) and SigLIP 1 (SentencePiece:
unigram), and the ids that the reference implementations give for the prompts of ../text/clip-tokens.json.

The published vocabularies have 256,000 and 32,000 words; these are trained on the prompts themselves, with the same
normalizer, pre-tokenizer, model and post-processor. Needs tokenizers 0.23.3, transformers 5.23.0, sentencepiece 0.2.3,
open_clip_torch 3.3.0:  python make.py
"""
import json
import tempfile
from pathlib import Path

import sentencepiece
from open_clip.tokenizer import basic_clean, canonicalize_text
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import Siglip2Tokenizer

HERE = Path(__file__).parent
PROMPTS = [prompt["text"] for prompt in json.loads((HERE / "../text/clip-tokens.json").read_text())["prompts"]]
PROMPTS += ["<eos>", "a <pad> b", "</s> x", "  two  spaces  and▁a bar", "a photo of a cat." * 40]
CORPUS = [text for text in PROMPTS for _ in range(3)] + [
    f"{start} {what}{end}"
    for start in ("a photo of a", "a blurry photo of the", "a drawing of a", "a bad photo of many", "itap of my")
    for what in ("cat", "snow leopard", "sailing boat", "forest", "passenger plane", "tulip", "golden retriever", "bridge")
    for end in (".", "", ", a type of pet.")
]
CONTEXT = 8


def gemma() -> Tokenizer:
    specials = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    raw = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
    raw.normalizer = normalizers.Replace(" ", "▁")
    trainer = trainers.BpeTrainer(vocab_size=700, limit_alphabet=90, special_tokens=specials, show_progress=False)
    raw.train_from_iterator([text.lower() for text in CORPUS], trainer)
    model = json.loads(raw.to_str())["model"]
    words = [word for word, _ in sorted(model["vocab"].items(), key=lambda item: item[1])][len(specials) :]
    vocab = {word: i for i, word in enumerate(specials + [f"<0x{byte:02X}>" for byte in range(256)] + words)}
    merges = [tuple(pair) for pair in model["merges"]]
    backend = Siglip2Tokenizer(vocab=vocab, merges=merges).backend_tokenizer
    # As the published file ends a text.
    backend.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", vocab["<eos>"])])
    return backend


def unigram() -> Tokenizer:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.txt"
        corpus.write_text("\n".join(text.replace("\n", " ") for text in CORPUS))
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus), model_prefix=f"{folder}/m", vocab_size=400, character_coverage=0.98,
            pad_id=-1, bos_id=-1, eos_id=1, unk_id=2, hard_vocab_limit=False, num_threads=1, minloglevel=2,
        )
        proto = sentencepiece_model_pb2.ModelProto()
        proto.ParseFromString(Path(f"{folder}/m.model").read_bytes())
    pieces = [(piece.piece, piece.score) for piece in proto.pieces]
    unk = next(i for i, piece in enumerate(proto.pieces) if piece.type == 2)
    backend = Tokenizer(models.Unigram(pieces, unk_id=unk))
    # As transformers' SpmConverter writes it.
    backend.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
        normalizers.Strip(left=False, right=True),
        normalizers.Replace(Regex(" {2,}"), "▁"),
    ])
    backend.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always")
    backend.add_special_tokens(["</s>", "<unk>"])
    end = backend.token_to_id("</s>")
    backend.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", end)])
    return backend


def clip() -> Tokenizer:
    """CLIP's own pipeline with 512 words: those of the tiny text tower among ../encoders."""
    raw = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    raw.normalizer = normalizers.Sequence([
        normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase(),
    ])
    words = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    raw.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(words), behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False),
    ])
    trainer = trainers.BpeTrainer(vocab_size=510, end_of_word_suffix="</w>", show_progress=False)
    raw.train_from_iterator(CORPUS, trainer)
    model = json.loads(raw.to_str())["model"]
    vocab = {**model["vocab"], "<|startoftext|>": 510, "<|endoftext|>": 511}
    raw.model = models.BPE(vocab, [tuple(pair) for pair in model["merges"]], unk_token="<|endoftext|>", end_of_word_suffix="</w>")
    raw.add_special_tokens(["<|startoftext|>", "<|endoftext|>"])
    raw.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", 511), ("<|startoftext|>", 510), trim_offsets=False, add_prefix_space=False,
    )
    return raw


def golden(backend: Tokenizer, pad: str) -> dict:
    backend.no_padding()
    backend.no_truncation()
    cases = []
    for text in PROMPTS:
        canonical = canonicalize_text(basic_clean(text))
        backend.enable_truncation(CONTEXT)
        cut = backend.encode(text).ids
        backend.no_truncation()
        cases.append({"text": text, "ids": backend.encode(text).ids, "cut": cut,
                      "canonical": canonical, "canonicalIds": backend.encode(canonical).ids})
    return {"context": CONTEXT, "pad": pad, "padId": backend.token_to_id(pad), "prompts": cases}


for name, backend, pad in (("siglip2", gemma(), "<pad>"), ("siglip", unigram(), "</s>"), ("clip", clip(), "<|endoftext|>")):
    ids = golden(backend, pad)
    (HERE / f"{name}.tokenizer.json").write_text(json.dumps(json.loads(backend.to_str()), ensure_ascii=False, separators=(",", ":")))
    (HERE / f"{name}.ids.json").write_text(json.dumps(ids, ensure_ascii=False, indent=0))
