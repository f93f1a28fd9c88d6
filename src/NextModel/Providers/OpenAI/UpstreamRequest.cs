using System.Globalization;
using System.Text;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// The body a source gets: the received one, byte for byte, but for the model's name there and what the source's quirks ask for.
/// </summary>
internal static class UpstreamRequest
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] System = "\"system\""u8.ToArray();
    private static readonly byte[] StreamTrue = "\"stream\":true"u8.ToArray();
    private static readonly byte[] IncludeUsage = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] OptionsValue = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] Options = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();

    private static ReadOnlySpan<byte> MaxTokens => "max_tokens"u8;

    private static ReadOnlySpan<byte> MaxCompletionTokens => "max_completion_tokens"u8;

    /// <summary>The edits that make the received body the one to send. To be disposed when it has been sent.</summary>
    /// <param name="request">What was received.</param>
    /// <param name="offer">Where it goes.</param>
    /// <param name="stream">True when the source shall stream its answer, whatever the caller asked.</param>
    /// <param name="adjusted">Members that were left out or lowered, by name, for the receipt; empty when none was.</param>
    public static JsonEdits Edit(InferenceRequest request, Offer offer, bool stream, out IReadOnlyList<string> adjusted)
    {
        List<string>? notes = null;
        var edits = new JsonEdits(request.Chat);
        var body = request.Chat.Root;
        var quirks = offer.Source.Quirks;
        edits.Replace(body["model"u8], QuotedNames.Of(offer.UpstreamModel));
        Drop(edits, body, quirks, ref notes);
        if (request.IsChat)
        {
            RenameDevelopers(edits, body, quirks);
            RenameBound(edits, body, quirks);
            SetBound(edits, body, quirks, request.OutputBound);
            SetTemperature(edits, body, request.TemperatureBound, quirks.MaxTemperature, ref notes);
            QuirkEdits.Apply(edits, body, quirks, ref notes);
            AskForStream(edits, body, quirks, stream);
            ForeignMembers.Drop(edits, request, ref notes);
        }

        adjusted = notes ?? (IReadOnlyList<string>)[];
        return edits;
    }

    /// <summary>Notes a member once.</summary>
    internal static void Note(ref List<string>? notes, string name)
    {
        notes ??= [];
        if (!notes.Contains(name))
        {
            notes.Add(name);
        }
    }

    private static void Drop(JsonEdits edits, JsonCursor body, SourceQuirks quirks, ref List<string>? notes)
    {
        var names = quirks.DropMembers;
        if (names.Count == 0)
        {
            return;
        }

        foreach (var member in body.Children)
        {
            // An effort becomes a switch first, which is another's work.
            if (names.Contains(member.Name) && !(quirks.ThinkingSwitch is not null && member.NameEquals("reasoning_effort"u8)))
            {
                edits.Remove(member);
                if (member.Value.Kind is not (JsonKind.Null or JsonKind.False))
                {
                    Note(ref notes, member.Name);
                }
            }
        }
    }

    private static void RenameDevelopers(JsonEdits edits, JsonCursor body, SourceQuirks quirks)
    {
        if (!quirks.DeveloperRoleToSystem)
        {
            return;
        }

        foreach (var message in body["messages"u8].Children)
        {
            var role = message.Value["role"u8];
            if (role.TextEquals("developer"u8))
            {
                edits.Replace(role, System);
            }
        }
    }

    /// <summary>Gives the bound on output the source's name. With both spellings there, the newer one's value counts.</summary>
    private static void RenameBound(JsonEdits edits, JsonCursor body, SourceQuirks quirks)
    {
        if (quirks.MaxTokensName is not { } wanted)
        {
            return;
        }

        var newerCounts = !body[MaxCompletionTokens].IsNullOrMissing;
        foreach (var member in body.Children)
        {
            var isNewer = member.NameEquals(MaxCompletionTokens);
            if (!isNewer && !member.NameEquals(MaxTokens))
            {
                continue;
            }

            if (isNewer != newerCounts)
            {
                edits.Remove(member);
            }
            else if (member.Name != wanted)
            {
                edits.Rename(member, QuotedNames.Of(wanted));
            }
        }
    }

    // Where both spellings came, both are set: what a quirk takes out stays out.
    private static void SetBound(JsonEdits edits, JsonCursor body, SourceQuirks quirks, long? bound)
    {
        if (bound is not { } tokens)
        {
            return;
        }

        var digits = Encoding.ASCII.GetBytes(tokens.ToString(CultureInfo.InvariantCulture));
        var (newer, older) = (body[MaxCompletionTokens], body[MaxTokens]);
        var (hasNewer, hasOlder) = (!newer.IsNullOrMissing, !older.IsNullOrMissing);
        if (hasNewer || (!hasOlder && newer.Kind == JsonKind.Null && quirks.MaxTokensName is null))
        {
            edits.Replace(newer, digits);
            hasNewer = true;
        }

        if (hasOlder || (!hasNewer && older.Kind == JsonKind.Null))
        {
            edits.Replace(older, digits);
            hasOlder = true;
        }

        if (!hasNewer && !hasOlder)
        {
            edits.Append(body, Encoding.ASCII.GetBytes($"\"{quirks.MaxTokensName ?? "max_completion_tokens"}\":{tokens}"));
        }
    }

    // A policy's cap is what was asked; a source's is what it takes.
    private static void SetTemperature(JsonEdits edits, JsonCursor body, decimal? cap, decimal? most, ref List<string>? notes)
    {
        var asked = body["temperature"u8];
        var value = cap ?? (most is not null && decimal.TryParse(asked.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null);
        if (value > most)
        {
            Note(ref notes, "temperature");
            value = cap = most;
        }

        if (cap is not null)
        {
            edits.Replace(asked, Encoding.ASCII.GetBytes(value!.Value.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Asks for a stream, and for its usage where the source takes that.</summary>
    internal static void AskForStream(JsonEdits edits, JsonCursor body, SourceQuirks quirks, bool stream)
    {
        if (!stream)
        {
            return;
        }

        var asked = body["stream"u8];
        if (asked.Kind == JsonKind.None)
        {
            edits.Append(body, StreamTrue);
        }
        else if (asked.Kind != JsonKind.True)
        {
            edits.Replace(asked, True);
        }

        if (quirks.UsageInStream)
        {
            AskForUsage(edits, body);
            return;
        }

        foreach (var member in body.Children)
        {
            if (member.NameEquals("stream_options"u8))
            {
                edits.Remove(member);
            }
        }
    }

    private static void AskForUsage(JsonEdits edits, JsonCursor body)
    {
        var options = body["stream_options"u8];
        var include = options["include_usage"u8];
        if (options.Kind == JsonKind.None)
        {
            edits.Append(body, Options);
        }
        else if (options.Kind != JsonKind.Object)
        {
            edits.Replace(options, OptionsValue);
        }
        else if (include.Kind == JsonKind.None)
        {
            edits.Append(options, IncludeUsage);
        }
        else if (include.Kind != JsonKind.True)
        {
            edits.Replace(include, True);
        }
    }
}
