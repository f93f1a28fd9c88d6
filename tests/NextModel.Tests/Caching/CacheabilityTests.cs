using NextModel.Caching;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Tests.Json;

namespace NextModel.Tests.Caching;

public sealed class CacheabilityTests
{
    [Theory]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"temperature":1.5,"n":3,"seed":null}""")]
    [InlineData("""{"store":false,"web_search_options":null,"audio":null,"modalities":null,"tools":null}""")]
    [InlineData("""{"modalities":["text"]}""")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}},{"type":"custom","custom":{"name":"c"}}]}""")]
    [InlineData("""{"tools":[],"functions":[{"name":"f"}],"enable_search":false,"x_unknown":true}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x","store":true,"audio":{"id":"a"}}]}""")]
    public void Of_OrdinaryRequest_MayDoBoth(string body) => Judge(body).ShouldBe(new Cacheability(true, true, null));

    [Theory]
    [InlineData("""{"store":true}""", "store")]
    [InlineData("""{"\u0073tore":true}""", "store")]
    [InlineData("""{"store":"true"}""", "store")]
    [InlineData("""{"web_search_options":{}}""", "hosted_tools")]
    [InlineData("""{"search_parameters":{"mode":"auto"}}""", "hosted_tools")]
    [InlineData("""{"enable_search":true}""", "hosted_tools")]
    [InlineData("""{"plugins":[{"id":"web"}]}""", "hosted_tools")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}},{"type":"web_search"}]}""", "hosted_tools")]
    [InlineData("""{"tools":[{"function":{"name":"f"}}]}""", "hosted_tools")]
    [InlineData("""{"tools":["function"]}""", "hosted_tools")]
    [InlineData("""{"tools":{"type":"function"}}""", "hosted_tools")]
    [InlineData("""{"modalities":["text","audio"]}""", "audio")]
    [InlineData("""{"modalities":"text"}""", "audio")]
    [InlineData("""{"audio":{"voice":"alloy","format":"wav"}}""", "audio")]
    public void Of_RequestWithEffectsOrAudio_MayDoNeither(string body, string reason) =>
        Judge(body).ShouldBe(new Cacheability(false, false, reason));

    [Fact]
    public void Of_ProjectOff_MayDoNeither() =>
        Judge("""{"model":"m"}""", project: ProjectCache.Default with { Enabled = false }).ShouldBe(new Cacheability(false, false, "off"));

    [Fact]
    public void Of_Directives_AllowWhatTheySay()
    {
        Judge("{}", new CacheDirective(false, false, false, null, "no-store")).ShouldBe(new Cacheability(false, false, "no-store"));
        Judge("{}", new CacheDirective(false, true, false, null, "refresh")).ShouldBe(new Cacheability(false, true, "refresh"));
        Judge("{}", new CacheDirective(true, true, true, TimeSpan.Zero, null)).ShouldBe(new Cacheability(true, true, null));
        Judge("""{"store":true}""", new CacheDirective(false, true, false, null, "refresh")).ShouldBe(new Cacheability(false, false, "store"));
    }

    private static Cacheability Judge(string body, CacheDirective? directive = null, ProjectCache? project = null)
    {
        var tape = Parsed.Strict(body);
        var request = new InferenceRequest
        {
            Operation = Operation.ChatCompletions,
            Body = default,
            Tape = tape,
            Model = "m",
            Cache = directive ?? CacheDirective.Default,
        };
        var judged = Cacheability.Of(request, project ?? ProjectCache.Default);
        tape.Return();
        return judged;
    }
}
