using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Translation;

/// <summary>
/// One request that uses all a dialect can say, and what is sent for it. The files are made by hand from the vendor's reference: a
/// difference is a bug here or a decision that belongs into docs/reference/dialects.md.
/// </summary>
public sealed class RequestGoldenTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Dialects => [.. Translators.All.Select(translator => translator.Name)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Translate_RepresentativeRequest_IsTheGoldenOne(string dialect)
    {
        var golden = JsonNode.Parse(Read($"{dialect}.json"))!.AsObject();
        var translator = Translators.All.Single(one => one.Name == dialect);
        var request = Requests.Chat(golden["request"]!.ToJsonString());

        using var translated = translator.Translate(
            new TranslationJob(request, Requests.Offer(dialect, (string)golden["upstream_model"]!), ModelLimit: 64_000, Stream: true));

        translated.Refusal.ShouldBeNull();
        Text(JsonNode.Parse(translated.Body.Span)!).ShouldBe(Text(golden["sent"]!));
        translated.Adjusted.ShouldBe(golden["adjusted"]!.AsArray().Select(name => (string)name!));
    }

    private static string Text(JsonNode node) => node.ToJsonString(Indented);

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Golden/" + name)
            ?? throw new InvalidOperationException($"There is no golden file for {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
