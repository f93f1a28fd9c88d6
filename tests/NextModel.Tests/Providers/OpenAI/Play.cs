using System.Buffers;
using System.Text;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>Plays bytes through a <see cref="ChatStream"/> and keeps what came of them.</summary>
internal sealed class Play : IDisposable
{
    public const string PublicModel = "public-model";

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly bool _asksUsage;

    public Play(bool asksUsage = true, IDialectTranslator? translator = null)
    {
        _asksUsage = asksUsage;
        var frame = Frame(asksUsage);
        Stream = new ChatStream(frame, translator?.OpenStream(frame));
    }

    public ChatStream Stream { get; }

    public string Output => Encoding.UTF8.GetString(_output.WrittenSpan);

    public static AnswerFrame Frame(bool asksUsage = false, bool outputIncludesReasoning = true) =>
        new(PublicModel, new Guid("01234567-89ab-7cde-8f01-23456789abcd"), DateTimeOffset.UnixEpoch.AddSeconds(1_763_000_000))
        {
            IncludeUsage = asksUsage,
            UsageShape = new UsageShape(true, outputIncludesReasoning),
            UpstreamModel = "fx-chat-1",
        };

    /// <summary>Events with these data, then <c>[DONE]</c>, then the end.</summary>
    public static Play Events(params string[] data)
    {
        var play = new Play();
        play.Push(string.Concat(data.Append("[DONE]").Select(one => $"data: {one}\n\n")));
        play.Complete();
        return play;
    }

    /// <summary>The writes of a fixture's last answer, cut as recorded.</summary>
    public static Play Fixture(string name, bool asksUsage = true, IDialectTranslator? translator = null)
    {
        var play = new Play(asksUsage, translator);
        foreach (var write in FixtureFile.Load(name).Responses[^1].Writes)
        {
            foreach (var piece in write.Pieces())
            {
                play.Stream.Push(piece.Span, play._output);
            }
        }

        play.Complete();
        return play;
    }

    public void Push(string text) => Push(Encoding.UTF8.GetBytes(text));

    public void Push(ReadOnlySpan<byte> bytes) => Stream.Push(bytes, _output);

    /// <summary>Ends the body, and writes the usage chunk of an answer that is whole.</summary>
    public void Complete()
    {
        if (Stream.Complete(_output) == StreamState.Ended && Stream.Usage is { } usage)
        {
            Stream.WriteEnd(usage, _output);
        }
    }

    public StrictClient Client() => StrictClient.Read(_output.WrittenSpan, PublicModel, _asksUsage);

    public string Answer()
    {
        var answer = new ArrayBufferWriter<byte>();
        Stream.Answer.Write(answer);
        return Encoding.UTF8.GetString(answer.WrittenSpan);
    }

    public void Dispose() => Stream.Dispose();
}
