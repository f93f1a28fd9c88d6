using System.Buffers;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>What chat tells beside a text and a response tells with it: log probabilities of its tokens, which wait for them, and citations, which wait for its end.</summary>
internal sealed class TextNotes : IDisposable
{
    private readonly PooledBuffer _logprobs = new();
    private readonly List<byte[]> _annotations = [];

    /// <summary>Takes the <c>logprobs</c> of a choice.</summary>
    public void TakeLogprobs(JsonCursor logprobs)
    {
        var tokens = logprobs["content"u8];
        foreach (var token in tokens.Kind == JsonKind.Array ? tokens.Children : default)
        {
            _logprobs.AddItem(token.Value.Raw);
        }
    }

    /// <summary>Takes the <c>annotations</c> of a delta or message: the members of a citation stand one level deeper in chat.</summary>
    public void TakeAnnotations(JsonCursor annotations)
    {
        foreach (var annotation in annotations.Kind == JsonKind.Array ? annotations.Children : default)
        {
            if (annotation.Value["url_citation"u8] is { Kind: JsonKind.Object } cited)
            {
                _annotations.Add([.. "{\"type\":\"url_citation\""u8, .. cited.Count() > 0 ? ","u8 : default, .. cited.Raw[1..]]);
            }
        }
    }

    /// <summary>Tells a piece of a text, with what waits for it.</summary>
    public void TellDelta(ResponseEvents events, ToldItem item, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        ItemEvents.Delta(events, item, content, _logprobs.Written, output);
        if (_logprobs.Length > 0)
        {
            item.Logprobs.AddItem(_logprobs.Written);
            _logprobs.Clear();
        }
    }

    /// <summary>Tells the citations of a text that has ended: by then all of them have come.</summary>
    public void TellAnnotations(ResponseEvents events, ToldItem item, IBufferWriter<byte> output)
    {
        foreach (var annotation in _annotations)
        {
            ItemEvents.Annotation(events, item, annotation, output);
            item.Annotations.AddItem(annotation);
            item.AnnotationCount++;
        }

        _annotations.Clear();
    }

    public void Dispose() => _logprobs.Dispose();
}
