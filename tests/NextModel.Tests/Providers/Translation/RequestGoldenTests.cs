using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Providers.OpenAI;
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

    public static TheoryData<string> Dialects => [.. DialectNames.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Translate_RepresentativeRequest_IsTheGoldenOne(string dialect)
    {
        var golden = JsonNode.Parse(Read($"{dialect}.json"))!.AsObject();
        var request = Requests.Chat(golden["request"]!.ToJsonString());
        var offer = Requests.Offer(dialect, (string)golden["upstream_model"]!);
        offer = offer with { Source = offer.Source with { Quirks = golden["quirks"].Deserialize(CatalogJsonContext.Default.CatalogQuirks)?.ToQuirks() ?? SourceQuirks.None } };

        var (sent, adjusted) = Send(request, offer);

        Text(JsonNode.Parse(sent)!).ShouldBe(Text(golden["sent"]!));
        adjusted.ShouldBe(golden["adjusted"]!.AsArray().Select(name => (string)name!));
    }

    private static (byte[] Sent, IReadOnlyList<string> Adjusted) Send(InferenceRequest request, Offer offer)
    {
        if (Translators.For(offer.Source.Dialect) is { } translator)
        {
            using var translated = translator.Translate(new TranslationJob(request, offer, ModelLimit: 64_000, Stream: true));
            translated.Refusal.ShouldBeNull();
            return (translated.Body.ToArray(), translated.Adjusted);
        }

        using var edits = UpstreamRequest.Edit(request, offer, stream: true, out var adjusted);
        return ([.. edits.Segments.ToArray().SelectMany(segment => segment.ToArray())], adjusted);
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
