using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NextModel.Json;

namespace NextModel.Tests.Json;

/// <summary>The tape and System.Text.Json agree on what is JSON and on every value in it.</summary>
public sealed class JsonTapeAgreementTests
{
    [Fact]
    public void TryParse_GeneratedText_AgreesWithJsonDocument() =>
        Seeds.ForAll(3_000, random => Agree(Encoding.UTF8.GetBytes(RandomJson.Text(random, odd: random.Next(2) == 0))));

    [Fact]
    public void TryParse_DamagedText_AgreesWithJsonDocument() =>
        Seeds.ForAll(6_000, random => Agree(RandomJson.Damage(random, Encoding.UTF8.GetBytes(RandomJson.Text(random, odd: random.Next(4) == 0)))));

    [Fact]
    public void TryParse_NumberLikeText_AgreesWithJsonDocument() =>
        Seeds.ForAll(20_000, random =>
        {
            var text = new byte[random.Next(1, 8)];
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (byte)"0123456789-+.eE"[random.Next(15)];
            }

            Agree(text);
        });

    [Fact]
    public void TryParse_StringLikeText_AgreesWithJsonDocument() =>
        Seeds.ForAll(20_000, random =>
        {
            var text = new StringBuilder("[\"");
            for (var n = random.Next(1, 14); n > 0; n--)
            {
                text.Append("\\\\\\\"/bfnrtuuuu00dD8cC9aéz]"[random.Next(26)]);
            }

            Agree(Encoding.UTF8.GetBytes(text.Append("\"]").ToString()));
        });

    private static void Agree(byte[] text)
    {
        var shown = Encoding.UTF8.GetString(text);
        var tape = JsonTape.Rent();
        using var document = Read(text);
        tape.TryParse(text, JsonLimits.Upstream, out _).ShouldBe(document is not null, shown);
        if (document is not null)
        {
            SameValue(tape.Root, document.RootElement);
        }

        tape.TryParse(text, JsonLimits.Request, out _).ShouldBe(document is not null && HasOneReading(document.RootElement), shown);
        tape.Return();
    }

    private static JsonDocument? Read(byte[] text)
    {
        // JsonDocument does not look into strings before they are asked for.
        if (!Utf8.IsValid(text))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = JsonLimits.Upstream.MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>No name twice in an object, and no half surrogate pair.</summary>
    private static bool HasOneReading(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                return element.EnumerateObject().All(m => TextOf(() => m.Name) is { } name && names.Add(name) && HasOneReading(m.Value));
            case JsonValueKind.Array:
                return element.EnumerateArray().All(HasOneReading);
            case JsonValueKind.String:
                return TextOf(() => element.GetString()!) is not null;
            default:
                return true;
        }
    }

    private static string? TextOf(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void SameValue(JsonCursor ours, JsonElement theirs)
    {
        switch (theirs.ValueKind)
        {
            case JsonValueKind.Object:
                ours.Kind.ShouldBe(JsonKind.Object);
                var members = theirs.EnumerateObject().ToArray();
                ours.Count().ShouldBe(members.Length);
                var at = 0;
                foreach (var child in ours.Children)
                {
                    var member = members[at++];
                    if (TextOf(() => member.Name) is { } name)
                    {
                        child.Name.ShouldBe(name);
                        child.NameEquals(Encoding.UTF8.GetBytes(name)).ShouldBeTrue();
                    }

                    SameValue(child.Value, member.Value);
                }

                break;
            case JsonValueKind.Array:
                ours.Kind.ShouldBe(JsonKind.Array);
                var items = theirs.EnumerateArray().ToArray();
                ours.Count().ShouldBe(items.Length);
                var index = 0;
                foreach (var child in ours.Children)
                {
                    SameValue(child.Value, items[index++]);
                }

                break;
            case JsonValueKind.String:
                ours.Kind.ShouldBe(JsonKind.String);
                if (TextOf(() => theirs.GetString()!) is { } text)
                {
                    ours.GetString().ShouldBe(text);
                    ours.TextEquals(Encoding.UTF8.GetBytes(text)).ShouldBeTrue();
                    ours.TextEquals(Encoding.UTF8.GetBytes(text + "x")).ShouldBeFalse();
                }

                break;
            default:
                ours.Kind.ToString().ShouldBe(theirs.ValueKind.ToString());
                Encoding.UTF8.GetString(ours.Raw).ShouldBe(theirs.GetRawText());
                ours.TryGetInt64(out var whole).ShouldBe(
                    theirs.ValueKind == JsonValueKind.Number && theirs.TryGetInt64(out _), theirs.GetRawText());
                whole.ShouldBe(theirs.ValueKind == JsonValueKind.Number && theirs.TryGetInt64(out var expected) ? expected : 0);
                break;
        }
    }
}
