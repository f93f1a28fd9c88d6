using NextModel.Catalog;

namespace NextModel.Tests.Catalog;

public sealed class CapabilitySetTests
{
    private static readonly CapabilitySet Some = new(Capability.Chat | Capability.Tools, Capability.Vision);

    [Fact]
    public void Can_AllOfItHad_IsTrue() => Some.Can(Capability.Chat | Capability.Tools).ShouldBe(true);

    [Fact]
    public void Can_OneOfItLacking_IsFalse() => Some.Can(Capability.Chat | Capability.Vision).ShouldBe(false);

    [Fact]
    public void Can_OneOfItUnknown_IsNull() => Some.Can(Capability.Chat | Capability.Audio).ShouldBeNull();

    [Fact]
    public void Can_UnknownAndLacking_IsFalse() => Some.Can(Capability.Audio | Capability.Vision).ShouldBe(false);

    [Fact]
    public void Can_Nothing_IsTrue() => CapabilitySet.Unknown.Can(Capability.None).ShouldBe(true);

    [Fact]
    public void OverriddenBy_OtherAnswers_TheStrongerWin()
    {
        var set = Some.OverriddenBy(new CapabilitySet(Capability.Vision, Capability.Tools));

        set.Has.ShouldBe(Capability.Chat | Capability.Vision);
        set.Lacks.ShouldBe(Capability.Tools);
    }

    [Fact]
    public void With_Null_TakesTheAnswerBack() => Some.With(Capability.Vision, null).Can(Capability.Vision).ShouldBeNull();

    [Fact]
    public void Names_EveryCapability_HasOneThatParsesBack()
    {
        var all = Enum.GetValues<Capability>().Where(c => c != Capability.None).ToList();

        CapabilityNames.All.Select(n => n.Capability).ShouldBe(all, ignoreOrder: true);
        all.ShouldAllBe(c => CapabilityNames.Parse(CapabilityNames.Of(c).Single()) == c);
    }
}
