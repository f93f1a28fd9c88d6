using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>
/// Tells the messages of a chat request as turns of a user and an assistant, which is how the other dialects see a conversation:
/// instructions apart, neighbours merged, tool results in the user's turn. What is wrong is refused with the path of the member.
/// </summary>
internal sealed class ConversationReader(JsonCursor body, TranslationNotes notes, IConversationWriter writer)
{
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);
    private bool _isOpen;
    private bool _isAssistant;
    private bool _isInUserTurn;
    private string _path = "";
    private int _instructions;

    /// <summary>Names of the functions that were called.</summary>
    public IEnumerable<string> Called => _calls.Values.Distinct(StringComparer.Ordinal);

    /// <summary>True when there are instructions to tell.</summary>
    public bool BeginsWithInstructions
    {
        get
        {
            foreach (var message in body["messages"u8].Children)
            {
                if (!IsInstruction(message.Value["role"u8]))
                {
                    return false;
                }

                var content = message.Value["content"u8];
                if (!content.Content().IsEmpty || content.Count() > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Tells the instructions the conversation begins with.</summary>
    public void ReadInstructions()
    {
        foreach (var message in body["messages"u8].Children)
        {
            if (!IsInstruction(message.Value["role"u8]))
            {
                break;
            }

            _path = $"messages[{_instructions++}]";
            ReadContent(message.Value, isInstruction: true);
        }
    }

    /// <summary>Tells the turns.</summary>
    public void ReadTurns()
    {
        var place = 0;
        foreach (var message in body["messages"u8].Children)
        {
            if (notes.Refusal is not null)
            {
                return;
            }

            if (place++ >= _instructions)
            {
                _path = $"messages[{place - 1}]";
                Read(message.Value);
            }
        }

        if (_isOpen)
        {
            writer.CloseTurn();
        }
        else
        {
            notes.Invalid("'messages' has nothing but instructions: add a user message that is not empty.", "messages");
        }
    }

    private void Read(JsonCursor message)
    {
        var role = message["role"u8];
        if (role.TextEquals("user"u8) || IsInstruction(role))
        {
            // Instructions in the middle have no place of their own: they are read where they stand, as the user's words.
            _isInUserTurn = true;
            ReadContent(message, isInstruction: false);
        }
        else if (role.TextEquals("assistant"u8))
        {
            _isInUserTurn = false;
            ReadAssistant(message);
        }
        else if (role.TextEquals("tool"u8))
        {
            _isInUserTurn = true;
            ReadToolResult(message);
        }
        else
        {
            notes.Unsupported(
                $"'{_path}.role' must be system, developer, user, assistant or tool for {notes.Model}, but it is '{Shorten(role)}'.", $"{_path}.role");
        }

        if (!message["name"u8].IsNullOrMissing)
        {
            notes.Adjust("messages[].name");
        }
    }

    private void ReadAssistant(JsonCursor message)
    {
        if (!message["function_call"u8].IsNullOrMissing || !message["audio"u8].IsNullOrMissing)
        {
            var name = message["audio"u8].IsNullOrMissing ? "function_call" : "audio";
            notes.Unsupported($"'{_path}.{name}' cannot be sent to {notes.Model}.", $"{_path}.{name}");
            return;
        }

        if (message["reasoning_details"u8] is { Kind: JsonKind.Array } details && details.Count() > 0)
        {
            EnsureTurn();
            writer.Reasoning(details);
        }
        else if (!message["reasoning_content"u8].Content().IsEmpty)
        {
            // Without its signature no source takes reasoning back.
            notes.Adjust("messages[].reasoning_content");
        }

        ReadContent(message, isInstruction: false);
        WriteText(message["refusal"u8], default, isInstruction: false);

        var place = 0;
        foreach (var call in message["tool_calls"u8].Children)
        {
            ReadCall(call.Value, $"{_path}.tool_calls[{place++}]");
        }
    }

    private void ReadCall(JsonCursor call, string path)
    {
        var function = call["function"u8];
        var (id, name, arguments) = (call["id"u8].GetString(), function["name"u8], function["arguments"u8]);
        if (function.Kind != JsonKind.Object || string.IsNullOrEmpty(id) || name.Content().IsEmpty)
        {
            notes.Invalid($"'{path}' must be a function call with an id and a name.", path);
            return;
        }

        _calls[id] = name.GetString()!;
        if (arguments.Kind == JsonKind.Object)
        {
            EnsureTurn();
            writer.ToolCall(call, CallIds.Allowed(id), name, arguments.Raw);
            return;
        }

        EnsureTurn();
        var text = arguments.Text();
        if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            writer.ToolCall(call, CallIds.Allowed(id), name, "{}"u8);
            return;
        }

        var tape = JsonTape.Rent();
        if (tape.TryParse(text, JsonLimits.Request, out _) && tape.Root.Kind == JsonKind.Object)
        {
            writer.ToolCall(call, CallIds.Allowed(id), name, tape.Root.Raw);
        }
        else
        {
            notes.Invalid($"'{path}.function.arguments' must be a JSON object, whole: {notes.Model} takes no others.", $"{path}.function.arguments");
        }

        tape.Return();
    }

    private void ReadToolResult(JsonCursor message)
    {
        var id = message["tool_call_id"u8].GetString();
        if (string.IsNullOrEmpty(id))
        {
            notes.Invalid($"'{_path}.tool_call_id' is required: the id of the call this is the result of.", $"{_path}.tool_call_id");
            return;
        }

        EnsureTurn();
        writer.ToolResult(CallIds.Allowed(id), _calls.GetValueOrDefault(id), message["content"u8], message["cache_control"u8]);
    }

    private void ReadContent(JsonCursor message, bool isInstruction)
    {
        var content = message["content"u8];
        var ofMessage = message["cache_control"u8];
        if (content.Kind == JsonKind.String)
        {
            WriteText(content, ofMessage, isInstruction);
            return;
        }

        if (content.Kind is not (JsonKind.Array or JsonKind.None or JsonKind.Null))
        {
            notes.Invalid($"'{_path}.content' must be a string or an array of parts.", $"{_path}.content");
            return;
        }

        var (place, count) = (0, content.Count());
        foreach (var part in content.Children)
        {
            var cacheControl = PartCacheControl(part.Value);
            ReadPart(part.Value, place++, cacheControl.IsNullOrMissing && place == count ? ofMessage : cacheControl, isInstruction);
        }
    }

    private void ReadPart(JsonCursor part, int place, JsonCursor cacheControl, bool isInstruction)
    {
        var type = part["type"u8];
        var path = $"{_path}.content[{place}]";
        if (part.Kind == JsonKind.String || type.TextEquals("text"u8) || type.TextEquals("refusal"u8))
        {
            WriteText(part.Kind == JsonKind.String ? part : type.TextEquals("text"u8) ? part["text"u8] : part["refusal"u8], cacheControl, isInstruction);
            return;
        }

        if (isInstruction)
        {
            notes.Unsupported($"'{path}' must be text: instructions to {notes.Model} hold nothing else.", path);
            return;
        }

        EnsureTurn();
        if (!MediaReader.TryRead(part, path, notes, out var media))
        {
            if (notes.Refusal is null && !writer.TryOwnPart(part))
            {
                notes.Unsupported($"'{path}' has the type '{Shorten(type)}', which cannot be sent to {notes.Model}.", $"{path}.type");
            }

            return;
        }

        writer.Media(media, cacheControl);
    }

    /// <summary>The cache breakpoint of a part: Anthropic's, or OpenAI's <c>prompt_cache_breakpoint</c>, which says the same.</summary>
    private static JsonCursor PartCacheControl(JsonCursor part) =>
        part["cache_control"u8] is { Kind: JsonKind.Object } own ? own : part["prompt_cache_breakpoint"u8];

    private void WriteText(JsonCursor text, JsonCursor cacheControl, bool isInstruction)
    {
        // An empty text block is an error to most sources.
        if (text.Content().IsEmpty)
        {
            return;
        }

        if (!isInstruction)
        {
            EnsureTurn();
        }

        writer.Text(text, cacheControl);
    }

    private void EnsureTurn()
    {
        if (_isOpen && _isAssistant == !_isInUserTurn)
        {
            return;
        }

        if (_isOpen)
        {
            writer.CloseTurn();
        }

        _isOpen = true;
        _isAssistant = !_isInUserTurn;
        writer.OpenTurn(_isAssistant);
    }

    private static bool IsInstruction(JsonCursor role) => role.TextEquals("system"u8) || role.TextEquals("developer"u8);

    private static string Shorten(JsonCursor text) => text.GetString() is { } value ? value.Length <= 40 ? value : value[..40] + "…" : "missing";
}
