using System.Buffers;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Clients;

namespace NextModel.Providers.Responses;

/// <summary>One output item that is told from chat: its id, and its JSON as it begins and as it ends.</summary>
internal sealed class ToldItem : IDisposable
{
    private readonly ToldBlock _block;

    /// <param name="block">The block it is of.</param>
    /// <param name="tools">Tools that chat knows by another name or as another kind.</param>
    /// <param name="request">Id of the request: ids of items are drawn from it.</param>
    /// <param name="place">Its place in the output.</param>
    public ToldItem(ToldBlock block, IReadOnlyDictionary<string, RenamedTool> tools, Guid request, int place)
    {
        _block = block;
        Tool = block.Kind == ToldKind.Call && tools.Count > 0 ? tools.GetValueOrDefault(NameOf(block.Name)) : null;
        var prefix = block.Kind switch
        {
            ToldKind.Thinking => "rs",
            ToldKind.Call => IsCustom ? "ctc" : "fc",
            _ => "msg",
        };
        Id = System.Text.Encoding.ASCII.GetBytes($"{prefix}_{request:N}{place:x4}");
    }

    /// <summary>Its id, content of a JSON string.</summary>
    public byte[] Id { get; }

    public ToldKind Kind => _block.Kind;

    /// <summary>What stands between the number and the text in the events that tell a piece of it; null before the first.</summary>
    public byte[]? Place { get; set; }

    /// <summary>True for a call of a tool that takes free text: the function's argument.</summary>
    public bool IsCustom => Tool is { IsCustom: true };

    /// <summary>What has been told of it, content of a JSON string.</summary>
    public PooledBuffer Text { get; } = new();

    /// <summary>Probabilities of its tokens, JSON with commas between; empty where its source tells none.</summary>
    public PooledBuffer Logprobs { get; } = new();

    /// <summary>What its text cites, likewise.</summary>
    public PooledBuffer Annotations { get; } = new();

    /// <summary>How many <see cref="Annotations"/> there are.</summary>
    public int AnnotationCount { get; set; }

    private RenamedTool? Tool { get; }

    /// <summary>The function's name as its caller knows it, a JSON string.</summary>
    public ReadOnlySpan<byte> Name => Tool is { } tool ? tool.Name.Span : _block.Name;

    /// <summary>Writes the item.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="status">Its status; an item in progress has no content yet.</param>
    /// <param name="seal">What its source wants back with reasoning, a JSON string; empty where that is nothing.</param>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> status, ReadOnlySpan<byte> seal = default)
    {
        var hasBegun = !status.SequenceEqual("in_progress"u8);
        output.Write("{\"id\":\""u8);
        output.Write(Id);
        switch (Kind)
        {
            case ToldKind.Thinking:
                output.Write("\",\"type\":\"reasoning\",\"summary\":["u8);
                WritePart(output, hasBegun && Text.Length > 0);
                output.Write("]"u8);
                if (!seal.IsEmpty)
                {
                    output.Write(",\"encrypted_content\":"u8);
                    output.Write(seal);
                }

                break;
            case ToldKind.Call:
                output.Write(IsCustom ? "\",\"type\":\"custom_tool_call\",\"status\":\""u8 : "\",\"type\":\"function_call\",\"status\":\""u8);
                output.Write(status);
                output.Write(IsCustom ? "\",\"input\":\""u8 : "\",\"arguments\":\""u8);
                output.Write(hasBegun ? Text.Written : default);
                output.Write("\",\"call_id\":"u8);
                output.Write(_block.Id);
                output.Write(",\"name\":"u8);
                output.Write(Name);
                if (Tool is { Namespace.Length: > 0 })
                {
                    output.Write(",\"namespace\":"u8);
                    output.Write(Tool.Namespace.Span);
                }

                break;
            default:
                output.Write("\",\"type\":\"message\",\"status\":\""u8);
                output.Write(status);
                output.Write("\",\"content\":["u8);
                WritePart(output, hasBegun);
                output.Write("],\"role\":\"assistant\""u8);
                break;
        }

        output.Write("}"u8);
    }

    /// <summary>Writes the one part of reasoning or a message, with what has been told of it; nothing where it has not begun.</summary>
    public void WritePart(IBufferWriter<byte> output, bool hasBegun)
    {
        if (!hasBegun)
        {
            return;
        }

        switch (Kind)
        {
            case ToldKind.Thinking:
                output.Write("{\"type\":\"summary_text\",\"text\":\""u8);
                break;
            case ToldKind.Refusal:
                output.Write("{\"type\":\"refusal\",\"refusal\":\""u8);
                break;
            default:
                output.Write("{\"type\":\"output_text\",\"annotations\":["u8);
                output.Write(Annotations.Written);
                output.Write("],\"logprobs\":["u8);
                output.Write(Logprobs.Written);
                output.Write("],\"text\":\""u8);
                break;
        }

        output.Write(Text.Written);
        output.Write("\"}"u8);
    }

    public void Dispose()
    {
        Text.Dispose();
        Logprobs.Dispose();
        Annotations.Dispose();
    }

    private static string NameOf(ReadOnlyMemory<byte> quoted)
    {
        var tape = JsonTape.Rent();
        var name = tape.TryParse(quoted, JsonLimits.Upstream, out _) ? tape.Root.GetString() : null;
        tape.Return();
        return name ?? "";
    }
}
