using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Translation;

/// <summary>Whatever pieces a foreign stream comes in, and however it is damaged, callers get a well-formed stream or an error.</summary>
public sealed class TranslatedStreamPropertyTests
{
    private static readonly IReadOnlyList<(byte[] Bytes, IDialectTranslator Translator)> Streams = DialectFixtures.Streams;

    [Fact]
    public void Push_AnySplit_WritesTheSame() => Seeds.ForAll(200, random =>
    {
        var (stream, translator) = Streams[random.Next(Streams.Count)];

        Run(stream, translator, () => random.Next(1, 60)).ShouldBe(Run(stream, translator, () => stream.Length));
    });

    [Fact]
    public void Push_ByteByByte_WritesTheSame()
    {
        foreach (var (stream, translator) in Streams)
        {
            Run(stream, translator, () => 1).ShouldBe(Run(stream, translator, () => stream.Length));
        }
    }

    [Fact]
    public void Push_DamagedStream_NeverThrowsNorMisleadsAClient() => Seeds.ForAll(2000, random =>
    {
        var (stream, translator) = Streams[random.Next(Streams.Count)];
        var damaged = FixtureStreams.Damage(stream, random);
        using var play = new Play(translator: translator);
        for (var at = 0; at < damaged.Length; at += 300)
        {
            play.Push(damaged.AsSpan(at, Math.Min(300, damaged.Length - at)));
        }

        play.Complete();

        play.Stream.State.ShouldNotBe(StreamState.Open);
        var client = play.Client();
        if (play.Stream.State == StreamState.Ended)
        {
            client.Choices.ShouldAllBe(choice => choice.Finish != null);
        }
    });

    [Fact]
    public void Push_CutAnywhere_EndsOrFails()
    {
        foreach (var (stream, translator) in Streams)
        {
            for (var length = 0; length < stream.Length; length++)
            {
                using var play = new Play(translator: translator);
                play.Push(stream.AsSpan(0, length));
                play.Complete();
                play.Stream.State.ShouldNotBe(StreamState.Open, $"{translator.Name} cut after {length}");
                _ = play.Client();
            }
        }
    }

    [Fact]
    public void Push_EventWithoutEnd_FailsInsteadOfGrowing()
    {
        foreach (var translator in Streams.Select(one => one.Translator).Distinct())
        {
            using var play = new Play(translator: translator);
            var piece = new byte[1 << 20];
            piece.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 64 && play.Stream.State == StreamState.Open; i++)
            {
                play.Push(piece);
            }

            play.Complete();
            play.Stream.State.ShouldBe(StreamState.Failed);
        }
    }

    private static string Run(byte[] stream, IDialectTranslator translator, Func<int> nextLength)
    {
        using var play = new Play(translator: translator);
        for (var at = 0; at < stream.Length;)
        {
            var length = Math.Min(nextLength(), stream.Length - at);
            play.Push(stream.AsSpan(at, length));
            at += length;
        }

        play.Complete();
        return play.Output;
    }
}
