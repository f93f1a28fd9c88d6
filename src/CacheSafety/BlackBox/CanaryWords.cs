namespace CacheSafety.BlackBox;

/// <summary>The 256 words of a canary, one for each byte: short, common, and none that a filter minds.</summary>
internal static class CanaryWords
{
    private static readonly string[] All = (
        "amber anchor apple arrow autumn badge baker banjo barley basil basket beacon berry birch bison blossom bobbin bottle "
        + "branch bread breeze brick bridge bronze brook bucket butter button cabin cactus camel candle canoe canvas canyon carbon "
        + "carpet castle cedar cello chalk cherry chisel cider cinder circle citrus clay clover cobalt cocoa comet copper coral "
        + "cotton crane crater cricket crystal cypress dahlia daisy dawn delta desert dolphin donkey drift drum dune eagle easel "
        + "echo elder ember engine falcon feather fennel fern fiddle field finch flame flint flora flute forest fossil fountain "
        + "fox frost galaxy garden garlic garnet gecko ginger glacier globe goose grain granite grape gravel grove guitar harbor "
        + "harvest hazel heather heron hill honey horizon hornet ivory jacket jade jasmine jersey jigsaw juniper kayak kernel "
        + "kettle kiosk kitten kiwi ladder lagoon lantern laurel lava leaf lemon lentil lily linen lobster locket lotus lumber "
        + "lunar lynx magnet mango maple marble marsh meadow melon mesa mirror mist mitten moon mortar mosaic moss mountain muffin "
        + "mulberry nectar needle nickel nutmeg oak oasis oat ocean olive onyx opal orbit orchard orchid otter owl oyster paddle "
        + "palm panda paper parsley peach pebble pelican pencil pepper petal piano pigeon pine plank planet plum pocket pond "
        + "poplar poppy prairie prism puffin pumpkin quartz quill rabbit raft rain raven reed ribbon ridge river robin rocket rose "
        + "ruby saddle saffron sage sail salmon sand satin scarf shell silk silver slate sparrow spruce stone summit sun swan "
        + "tango teal thistle tiger timber topaz tulip turtle valley velvet violet walnut water willow winter yarrow zebra zephyr "
        + "zinc").Split(' ');

    public static string At(byte number) => All[number];
}
