using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Routing;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Routing;

/// <summary>Offers that certainly cannot serve a request leave its route; it is refused only where none is left.</summary>
public sealed class RequestFitTests
{
    private const string WithTools = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f"}}]}""";

    private static readonly Offer First = Requests.Offer("openai-chat", "one");
    private static readonly Offer Second = Requests.Offer("openai-chat", "two");

    [Fact]
    public void Narrow_FirstModelLacksTools_LeavesTheSecond()
    {
        var (plain, able) = (Of("plain", First, has: 0, lacks: Capability.Tools), Of("able", Second, has: Capability.Tools, lacks: 0));
        var route = new RoutePlan(plain, [First, Second]) { Models = [plain, able] };

        var narrowed = Narrow(route, WithTools).TryGet(out var left, out var refusal) ? left : throw new InvalidOperationException(refusal.Message);

        narrowed.Targets.ShouldBe([Second]);
        narrowed.Model.ShouldBe(able);
    }

    [Fact]
    public void Narrow_AllLackTools_IsRefusedForTheFirst()
    {
        var (one, two) = (Of("one", First, 0, Capability.Tools), Of("two", Second, 0, Capability.Tools));

        Narrow(new RoutePlan(one, [First, Second]) { Models = [one, two] }, WithTools).TryGet(out _, out var refusal).ShouldBeFalse();

        refusal.Message.ShouldBe("'tools' needs a model with 'tools', which 'one' does not have. No model here is known that has it.");
        refusal.Code.ShouldBe(GatewayErrorCode.UnsupportedParameter);
    }

    [Fact]
    public void Narrow_NothingIsStated_GivesTheRouteItself()
    {
        var model = new Model("m", [First]);
        var route = new RoutePlan(model, [First]);

        Narrow(route, WithTools).TryGet(out var left, out _).ShouldBeTrue();

        left.ShouldBeSameAs(route);
    }

    [Fact]
    public void Narrow_RequestOfTextAlone_AllocatesNothing()
    {
        var model = Of("m", First, Capability.Chat | Capability.Tools, Capability.Audio | Capability.Vision | Capability.Embeddings) with { ContextWindow = 100_000 };
        var (route, request) = (new RoutePlan(model, [First]), Requests.Chat(WithTools));
        var models = new Dictionary<string, Model>();
        RequestFit.Narrow(route, request, models);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            RequestFit.Narrow(route, request, models);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(999, false)]
    public void Narrow_ExactVocabulary_DecidesByTheToken(int window, bool fits)
    {
        var text = string.Concat(Enumerable.Repeat(" lantern", 1000));
        var model = new Model("m", [First]) { ContextWindow = window, TokenizerIsExact = true };

        Narrow(new RoutePlan(model, [First]), $$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}""").TryGet(out _, out var refusal).ShouldBe(fits);

        refusal?.Code.ShouldBe(GatewayErrorCode.ContextLengthExceeded);
    }

    [Theory]
    [InlineData("\"short\"", true)]
    [InlineData("[\"short\",\"LONG\"]", false)]
    [InlineData("\"LONG\"", false)]
    [InlineData("[[1,2,3],[4]]", true)]
    public void Narrow_Embeddings_DecidesByTheLongestInput(string input, bool fits)
    {
        var model = new Model("m", [First]) { ContextWindow = 500, TokenizerIsExact = true };
        var body = $$"""{"model":"m","input":{{input.Replace("LONG", string.Concat(Enumerable.Repeat(" lantern", 501)), StringComparison.Ordinal)}}}""";

        RequestFit.Narrow(new RoutePlan(model, [First]), Requests.Embeddings(body), new Dictionary<string, Model>()).TryGet(out _, out var refusal).ShouldBe(fits);

        refusal?.Param.ShouldBe("input");
    }

    [Fact]
    public void Narrow_WishToThinkLess_IsNoNeed()
    {
        var model = Of("m", First, 0, Capability.Reasoning);

        Narrow(new RoutePlan(model, [First]), """{"model":"m","reasoning_effort":"low","messages":[{"role":"user","content":"Hi"}]}""").TryGet(out _, out _).ShouldBeTrue();
    }

    private static Result<RoutePlan> Narrow(RoutePlan route, string body) => RequestFit.Narrow(route, Requests.Chat(body), new Dictionary<string, Model>());

    private static Model Of(string id, Offer offer, Capability has, Capability lacks) => new(id, [offer]) { Capabilities = new CapabilitySet(has, lacks) };
}
