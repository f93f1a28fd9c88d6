using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Responses;

namespace NextModel.Gateway.Responses;

/// <summary>
/// Writes tools as functions of chat, and which of them may or must be called. A tool in a namespace has both names in one, and one that takes free
/// text is a function with one argument; <see cref="Renamed"/> says which is which on the way back.
/// </summary>
internal sealed class ItemTools(Utf8JsonWriter json, ChatNotes notes)
{
    /// <summary>Most letters of a function's name in chat.</summary>
    private const int LongestName = 64;

    private static readonly string[] Said = ["type", "name", "description", "parameters", "strict"];

    private readonly Dictionary<string, RenamedTool> _renamed = new(StringComparer.Ordinal);

    /// <summary>Tools that are not in chat what they are here, by their names there.</summary>
    public IReadOnlyDictionary<string, RenamedTool> Renamed => _renamed;

    /// <summary>The name that a tool has in chat.</summary>
    public static string NameOf(JsonCursor space, JsonCursor name)
    {
        var (outer, inner) = (space.GetString(), name.GetString() ?? "");
        var whole = string.IsNullOrEmpty(outer) ? inner : $"{outer}__{inner}";
        return outer is null || whole.Length <= LongestName ? whole
            : $"{whole[..(LongestName - 9)]}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..8]}";
    }

    public void Write(JsonCursor tools, JsonCursor choice)
    {
        var allowed = choice["type"u8].TextEquals("allowed_tools"u8) ? AllowedNames(choice["tools"u8]) : null;
        if (tools.Count() == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        var place = 0;
        foreach (var tool in tools.Children)
        {
            var path = $"tools[{place++}]";
            if (!tool.Value["type"u8].TextEquals("namespace"u8))
            {
                WriteTool(tool.Value, default, path, allowed);
                continue;
            }

            var inner = 0;
            foreach (var member in tool.Value["tools"u8].Children)
            {
                WriteTool(member.Value, tool.Value["name"u8], $"{path}.tools[{inner++}]", allowed);
            }
        }

        json.WriteEndArray();
        WriteChoice(choice);
    }

    private void WriteTool(JsonCursor tool, JsonCursor space, string path, HashSet<string>? allowed)
    {
        var isCustom = tool["type"u8].TextEquals("custom"u8);
        if (!isCustom && !tool["type"u8].TextEquals("function"u8))
        {
            notes.Unsupported($"is a tool of the type '{Header.Show(tool["type"u8].GetString())}'", path);
            return;
        }

        var name = NameOf(space, tool["name"u8]);
        if (allowed?.Contains(name) == false)
        {
            return;
        }

        if (isCustom || space.Kind == JsonKind.String)
        {
            _renamed[name] = new RenamedTool(tool["name"u8].Raw.ToArray(), space.Kind == JsonKind.String ? space.Raw.ToArray() : default, isCustom);
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, name);
        json.CopyIfThere("description"u8, tool["description"u8]);
        if (isCustom)
        {
            json.Copy("parameters"u8, CustomTool.Schema);
        }
        else if (tool["parameters"u8].Kind == JsonKind.Object)
        {
            json.Copy("parameters"u8, tool["parameters"u8]);
        }
        else
        {
            json.Copy("parameters"u8, "{\"type\":\"object\",\"properties\":{}}"u8);
        }

        if (tool["strict"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("strict"u8, true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        foreach (var member in tool.Children)
        {
            if (!member.Value.IsNullOrMissing && member.Value.Kind != JsonKind.False && !Said.Contains(member.Name) && !IsPlain(member))
            {
                notes.Adjust($"tools[].{member.Name}");
            }
        }
    }

    // Free text without a grammar is what a tool that takes text is anyway.
    private static bool IsPlain(in JsonChild member) => member.NameEquals("format"u8) && member.Value["type"u8].TextEquals("text"u8);

    private void WriteChoice(JsonCursor choice)
    {
        var type = choice["type"u8];
        if (choice.Kind == JsonKind.String)
        {
            json.Copy("tool_choice"u8, choice);
        }
        else if (type.TextEquals("allowed_tools"u8))
        {
            json.CopyIfThere("tool_choice"u8, choice["mode"u8]);
        }
        else if (type.TextEquals("function"u8) || type.TextEquals("custom"u8))
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, ChosenName(choice));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (type.Kind == JsonKind.String)
        {
            notes.Unsupported($"chooses a tool of the type '{Header.Show(type.GetString())}'", "tool_choice");
        }
    }

    // A choice names the tool; the namespace may be left out.
    private string ChosenName(JsonCursor choice)
    {
        var name = NameOf(choice["namespace"u8], choice["name"u8]);
        foreach (var (inChat, tool) in _renamed)
        {
            if (inChat != name && tool.Namespace.Length > 0 && tool.Name.Span.SequenceEqual(choice["name"u8].Raw) && choice["namespace"u8].IsNullOrMissing)
            {
                return inChat;
            }
        }

        return name;
    }

    private static HashSet<string> AllowedNames(JsonCursor tools)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in tools.Kind == JsonKind.Array ? tools.Children : default)
        {
            names.Add(NameOf(tool.Value["namespace"u8], tool.Value["name"u8]));
        }

        return names;
    }
}
