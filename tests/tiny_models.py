"""Tiny models with random weights, saved as the real ones are.

Each has the architecture, the configuration and the processor of models that people
would name in DETECTOR_MODEL, OCR_MODEL, EMBEDDING_MODEL, CLASSIFIER_MODEL or VQA_MODEL:
the loading code cannot tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

CLASSES = ("bottle", "cup", "person")
WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] a . product bottle can box packet jar tin".split()
)
VQA_WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] [ENC] [DEC] is the a fridge shelf clean dirty yes "
    "no box damaged open what ? . , question data print counted it looks"
).split()
TEMPLATE = (
    "{% for m in messages %}{{ m['role'] }} {% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<image>{% else %}{{ c['text'] }}{% endif %}"
    "{% endfor %} {% endfor %}{% if add_generation_prompt %}assistant {% endif %}"
)
STRICT_TEMPLATE = (
    "{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('no system message') }}{% endif %}" + TEMPLATE
)
_LAYERS = {"num_hidden_layers": 1, "num_attention_heads": 2}
_VISION = {
    **_LAYERS,
    "hidden_size": 16,
    "intermediate_size": 32,
    "image_size": 32,
    "patch_size": 16,
}


def save_detr(folder: Path) -> None:
    from transformers import (
        DetrConfig,
        DetrForObjectDetection,
        DetrImageProcessorPil,
        ResNetConfig,
    )

    config = DetrConfig(
        use_timm_backbone=False,
        use_pretrained_backbone=False,
        backbone=None,
        backbone_config=ResNetConfig(
            embedding_size=8,
            hidden_sizes=[8, 8, 8, 8],
            depths=[1, 1, 1, 1],
            layer_type="basic",
            out_features=["stage4"],
        ),
        **_ENCODER_DECODER,
        **_labels(),
    )
    DetrForObjectDetection(config).save_pretrained(folder)
    DetrImageProcessorPil(size=_SIDES).save_pretrained(folder)


def save_yolos(folder: Path) -> None:
    from transformers import (
        YolosConfig,
        YolosForObjectDetection,
        YolosImageProcessorPil,
    )

    sides = {**_VISION, "image_size": [64, 64], "num_detection_tokens": 8}
    config = YolosConfig(**sides, **_labels())
    YolosForObjectDetection(config).save_pretrained(folder)
    YolosImageProcessorPil(size=_SIDES).save_pretrained(folder)


def save_rt_detr(folder: Path) -> None:
    from transformers import (
        RTDetrConfig,
        RTDetrForObjectDetection,
        RTDetrImageProcessorPil,
        RTDetrResNetConfig,
    )

    config = RTDetrConfig(
        backbone_config=RTDetrResNetConfig(
            embedding_size=8,
            hidden_sizes=[8, 8, 8, 8],
            depths=[1, 1, 1, 1],
            layer_type="basic",
            out_features=["stage2", "stage3", "stage4"],
        ),
        encoder_hidden_dim=16,
        encoder_in_channels=[8, 8, 8],
        encoder_ffn_dim=32,
        encoder_attention_heads=2,
        d_model=16,
        num_queries=8,
        decoder_in_channels=[16, 16, 16],
        decoder_ffn_dim=32,
        decoder_layers=1,
        decoder_attention_heads=2,
        num_denoising=0,
        **_labels(),
    )
    RTDetrForObjectDetection(config).save_pretrained(folder)
    size = {"height": 64, "width": 64}
    RTDetrImageProcessorPil(size=size).save_pretrained(folder)


def save_owlv2(folder: Path) -> None:
    from transformers import (
        Owlv2Config,
        Owlv2ForObjectDetection,
        Owlv2ImageProcessorPil,
        Owlv2Processor,
    )

    tokenizer = _clip_tokenizer()
    text = {**_text(len(tokenizer)), "max_position_embeddings": 16}
    config = Owlv2Config(
        text_config=text, vision_config=dict(_VISION), projection_dim=16
    )
    Owlv2ForObjectDetection(config).save_pretrained(folder)
    images = Owlv2ImageProcessorPil(size=_SQUARE)
    Owlv2Processor(images, tokenizer).save_pretrained(folder)


def save_grounding_dino(folder: Path) -> None:
    from transformers import (
        BertConfig,
        BertTokenizer,
        GroundingDinoConfig,
        GroundingDinoForObjectDetection,
        GroundingDinoImageProcessorPil,
        GroundingDinoProcessor,
        SwinConfig,
    )

    config = GroundingDinoConfig(
        backbone_config=SwinConfig(
            image_size=64,
            embed_dim=8,
            depths=[1, 1, 1, 1],
            num_heads=[1, 1, 2, 2],
            window_size=4,
            out_features=["stage2", "stage3", "stage4"],
        ),
        text_config=BertConfig(
            vocab_size=len(WORDS),
            hidden_size=16,
            intermediate_size=32,
            max_position_embeddings=64,
            **_LAYERS,
        ),
        max_text_len=64,
        **{**_ENCODER_DECODER, "d_model": 32, "decoder_layers": 2},
    )
    GroundingDinoForObjectDetection(config).save_pretrained(folder)
    tokenizer = BertTokenizer(vocab={word: n for n, word in enumerate(WORDS)})
    images = GroundingDinoImageProcessorPil(size=_SIDES)
    GroundingDinoProcessor(images, tokenizer).save_pretrained(folder)


def save_trocr(folder: Path, width: int = 16) -> None:
    from transformers import (
        TrOCRConfig,
        TrOCRForCausalLM,
        TrOCRProcessor,
        VisionEncoderDecoderModel,
        ViTConfig,
        ViTImageProcessorPil,
        ViTModel,
    )

    tokenizer = byte_tokenizer()
    decoder = TrOCRConfig(
        vocab_size=len(tokenizer),
        d_model=width,
        decoder_layers=1,
        decoder_attention_heads=2,
        decoder_ffn_dim=2 * width,
        cross_attention_hidden_size=16,
        max_position_embeddings=64,
        is_decoder=True,
        add_cross_attention=True,
    )
    encoder = ViTModel(ViTConfig(**_VISION), add_pooling_layer=False)
    model = VisionEncoderDecoderModel(
        encoder=encoder, decoder=TrOCRForCausalLM(decoder)
    )
    ends = {"decoder_start_token_id": 1, "eos_token_id": 1, "pad_token_id": 2}
    model.config.update(ends)
    model.generation_config.update(**ends)
    model.save_pretrained(folder)
    images = ViTImageProcessorPil(size=_SQUARE)
    TrOCRProcessor(images, tokenizer).save_pretrained(folder)


def save_picture_text(folder: Path) -> None:
    """A LLaVA, as an example of the models that are asked in a chat."""
    save_chat(folder)


def save_vit(folder: Path, names: Sequence[str] = CLASSES) -> None:
    """A classifier: no model for any of the tasks but that of categories."""
    from transformers import (
        ViTConfig,
        ViTForImageClassification,
        ViTImageProcessorPil,
    )

    config = ViTConfig(**_VISION, **_labels(names))
    ViTForImageClassification(config).save_pretrained(folder)
    ViTImageProcessorPil(size=_SQUARE).save_pretrained(folder)


def save_resnet(folder: Path) -> None:
    """A classifier without attention."""
    from transformers import (
        ResNetConfig,
        ResNetForImageClassification,
        ViTImageProcessorPil,
    )

    sizes = {"embedding_size": 8, "hidden_sizes": [8, 8], "depths": [1, 1]}
    config = ResNetConfig(**sizes, layer_type="basic", **_labels())
    ResNetForImageClassification(config).save_pretrained(folder)
    ViTImageProcessorPil(size=_SQUARE).save_pretrained(folder)


def save_dinov2(folder: Path) -> None:
    from transformers import BitImageProcessorPil, Dinov2Config, Dinov2Model

    Dinov2Model(Dinov2Config(**_VISION)).save_pretrained(folder)
    BitImageProcessorPil(**_CUT).save_pretrained(folder)


def save_siglip(folder: Path) -> None:
    from transformers import SiglipConfig, SiglipImageProcessorPil, SiglipModel

    config = SiglipConfig(text_config=_text(64), vision_config=dict(_VISION))
    SiglipModel(config).save_pretrained(folder)
    SiglipImageProcessorPil(size=_SQUARE).save_pretrained(folder)


def save_clip(folder: Path) -> None:
    from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

    config = CLIPConfig(
        text_config=_text(64), vision_config=dict(_VISION), projection_dim=12
    )
    CLIPModel(config).save_pretrained(folder)
    CLIPImageProcessorPil(**_CUT).save_pretrained(folder)


def save_vilt(folder: Path) -> str:
    """A choice of four answers."""
    from transformers import (
        BertTokenizerFast,
        ViltConfig,
        ViltForQuestionAnswering,
        ViltImageProcessor,
        ViltProcessor,
    )

    answers = ("yes", "no", "clean", "dirty")
    config = ViltConfig(
        vocab_size=len(VQA_WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=32,
        patch_size=16,
        max_position_embeddings=40,
        id2label=dict(enumerate(answers)),
        label2id={answer: number for number, answer in enumerate(answers)},
    )
    ViltForQuestionAnswering(config).save_pretrained(folder)
    images = ViltImageProcessor(size={"shortest_edge": 32}, size_divisor=16)
    tokenizer = BertTokenizerFast(vocab=_vqa_words())
    ViltProcessor(images, tokenizer).save_pretrained(folder)
    return str(folder)


def save_blip(folder: Path) -> str:
    """A decoder of words."""
    from transformers import (
        BertTokenizerFast,
        BlipConfig,
        BlipForQuestionAnswering,
        BlipImageProcessor,
        BlipProcessor,
    )

    text = {
        "vocab_size": len(VQA_WORDS),
        "hidden_size": 16,
        "encoder_hidden_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "projection_dim": 16,
        "max_position_embeddings": 64,
        "bos_token_id": VQA_WORDS.index("[DEC]"),
        "sep_token_id": VQA_WORDS.index("[SEP]"),
        "eos_token_id": VQA_WORDS.index("[SEP]"),
        "pad_token_id": VQA_WORDS.index("[PAD]"),
    }
    vision = {**_VISION, "num_hidden_layers": 2, "projection_dim": 16}
    config = BlipConfig(text_config=text, vision_config=vision, projection_dim=16)
    BlipForQuestionAnswering(config).save_pretrained(folder)
    images = BlipImageProcessor(size=_SQUARE)
    tokenizer = BertTokenizerFast(vocab=_vqa_words())
    BlipProcessor(images, tokenizer).save_pretrained(folder)
    return str(folder)


def save_chat(folder: Path, template: str | None = TEMPLATE) -> str:
    """A LLaVA: a chat with a picture in it."""
    from transformers import (
        CLIPImageProcessor,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
    )

    tokenizer = byte_tokenizer("<image>")
    vision = CLIPVisionConfig(**_VISION, projection_dim=16)
    text = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=2,
    )
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-1,
    )
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    images = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=_SQUARE)
    LlavaProcessor(
        images,
        tokenizer,
        patch_size=16,
        vision_feature_select_strategy="default",
        chat_template=template,
        num_additional_image_tokens=1,
    ).save_pretrained(folder)
    return str(folder)


OWN_CODE = """
from transformers import PretrainedConfig, PreTrainedModel
import torch


class LetterConfig(PretrainedConfig):
    model_type = "letters_of_their_own"


class Letters(PreTrainedModel):
    config_class = LetterConfig

    def __init__(self, config):
        super().__init__(config)
        self.weight = torch.nn.Parameter(torch.zeros(1))
        self.post_init()

    def infer(self, tokenizer, prompt, image_file, eval_mode=False, **_):
        from PIL import Image

        width, height = Image.open(image_file).size
        return f"<|ref|>{width} by {height}<|/ref|> {len(tokenizer)}"
"""


def save_own_code(folder: Path) -> None:
    """A model that brings its Python file and reads with `infer`, as DeepSeek-OCR."""
    import json

    import torch
    from safetensors.torch import save_file

    byte_tokenizer().save_pretrained(folder)
    (folder / "letters.py").write_text(OWN_CODE)
    config = {
        "model_type": "letters_of_their_own",
        "auto_map": {
            "AutoConfig": "letters.LetterConfig",
            "AutoModel": "letters.Letters",
        },
    }
    (folder / "config.json").write_text(json.dumps(config))
    weights = {"weight": torch.zeros(1)}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


SAVE: dict[str, Callable[[Path], None]] = {
    "detr": save_detr,
    "yolos": save_yolos,
    "rt_detr": save_rt_detr,
    "owlv2": save_owlv2,
    "grounding_dino": save_grounding_dino,
    "trocr": save_trocr,
    "picture_text": save_picture_text,
    "own_code": save_own_code,
    "vit": save_vit,
    "resnet": save_resnet,
    "dinov2": save_dinov2,
    "siglip": save_siglip,
    "clip": save_clip,
}

_SQUARE = {"height": 32, "width": 32}
_SIDES = {"shortest_edge": 64, "longest_edge": 96}
_CUT: dict[str, Any] = {
    "size": {"shortest_edge": 32},
    "crop_size": {"height": 32, "width": 32},
}
_ENCODER_DECODER: dict[str, Any] = {
    "d_model": 16,
    "encoder_layers": 1,
    "encoder_ffn_dim": 32,
    "encoder_attention_heads": 2,
    "decoder_layers": 1,
    "decoder_ffn_dim": 32,
    "decoder_attention_heads": 2,
    "num_queries": 8,
}


def _labels(names: Sequence[str] = CLASSES) -> dict[str, Any]:
    return {
        "id2label": dict(enumerate(names)),
        "label2id": {name: number for number, name in enumerate(names)},
    }


def _text(words: int) -> dict[str, Any]:
    return {
        **_LAYERS,
        "vocab_size": words,
        "hidden_size": 16,
        "intermediate_size": 32,
        "bos_token_id": 0,
        "eos_token_id": 1,
        "pad_token_id": 1,
        "projection_dim": 16,
    }


def _vqa_words() -> dict[str, int]:
    return {word: number for number, word in enumerate(VQA_WORDS)}


def byte_tokenizer(image_token: str = "") -> Any:
    """Every byte is a token, so every text can be said."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = ["<s>", "</s>", "<pad>", *filter(None, [image_token])]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = {word: number for number, word in enumerate([*special, *letters])}
    tokenizer = Tokenizer(models.BPE(vocab=words, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        extra_special_tokens={"image_token": image_token} if image_token else {},
    )


def _clip_tokenizer() -> Any:
    """Letters, alone and at the end of a word; token 0 is padding, as ever."""
    from transformers import CLIPTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz"
    tokens = ["!", *letters, *(f"{letter}</w>" for letter in letters)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={token: number for number, token in enumerate(tokens)}, merges=[]
    )
