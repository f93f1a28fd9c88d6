using System.Buffers;
using System.Text;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class ChatStreamPropertyTests
{
    private static readonly byte[][] Streams =
    [
        .. ChatStreamFixtureTests.Whole.Select(row => row.Data).Where(name => name != "huge-event")
            .Select(name => FixtureFile.Load(name).Responses[^1].Writes.SelectMany(write => write.Bytes.ToArray()).ToArray()),
    ];

    private static readonly string[] Noise =
    [
        ": keep-alive\n\n", "event: ping\ndata: {\"type\":\"ping\"}\n\n", "data: {}\n\n", "data:\n\n", "retry: 3\n\n", "\n\n",
        "data: {\"choices\":[]}\n\n", "data: {\"choices\":null}\n\n", "event: ping\ndata: not json\n\n", "id: 4\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{}}]}\n\n",
    ];

    [Fact]
    public void Push_AnySplit_WritesTheSame() => Seeds.ForAll(200, random =>
    {
        var stream = Streams[random.Next(Streams.Length)];

        Run(stream, () => random.Next(1, 200)).ShouldBe(Run(stream, () => stream.Length));
    });

    [Fact]
    public void Push_WithNoiseBetweenEvents_TellsTheSameAnswer() => Seeds.ForAll(200, random =>
    {
        var stream = Encoding.UTF8.GetString(Streams[random.Next(Streams.Length)]).ReplaceLineEndings("\n").TrimStart('\uFEFF').TrimEnd('\n') + "\n\n";
        var noisy = string.Concat(stream.Split("\n\n").Select(one => $"{one}\n\n{(one.Length > 0 ? Noise[random.Next(Noise.Length)] : "")}"));

        AnswerOf(noisy).ShouldBe(AnswerOf(stream));
    });

    [Fact]
    public void Push_DamagedStream_NeverThrowsNorMisleadsAClient() => Seeds.ForAll(1500, random =>
    {
        var stream = Damage(Streams[random.Next(Streams.Length)], random);
        using var chat = new ChatStream(Play.Frame(asksUsage: true));
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < stream.Length; at += 500)
        {
            chat.Push(stream.AsSpan(at, Math.Min(500, stream.Length - at)), output);
        }

        chat.Complete(output).ShouldNotBe(StreamState.Open);
        var client = StrictClient.Read(output.WrittenSpan, Play.PublicModel, asksUsage: true);
        if (chat.State == StreamState.Ended)
        {
            client.Choices.ShouldAllBe(choice => choice.Finish != null);
        }
    });

    private static byte[] Damage(byte[] stream, Random random)
    {
        var damaged = stream.ToList();
        for (var i = random.Next(1, 4); i > 0 && damaged.Count > 20; i--)
        {
            var at = random.Next(damaged.Count - 10);
            var length = random.Next(1, 10);
            switch (random.Next(4))
            {
                case 0:
                    damaged.RemoveRange(at, length);
                    break;
                case 1:
                    damaged.InsertRange(at, damaged.GetRange(random.Next(damaged.Count - 10), length));
                    break;
                case 2:
                    damaged[at] = "\"{}[]:,0n\\ "u8[random.Next(11)];
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }

    private static string AnswerOf(string stream)
    {
        using var play = new Play();
        play.Push(stream);
        play.Complete();
        play.Stream.State.ShouldBe(StreamState.Ended);
        play.Client().Choices.Count.ShouldBePositive();
        return play.Answer();
    }

    private static string Run(byte[] stream, Func<int> nextLength)
    {
        using var chat = new ChatStream(Play.Frame(asksUsage: true));
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < stream.Length;)
        {
            var length = Math.Min(nextLength(), stream.Length - at);
            chat.Push(stream.AsSpan(at, length), output);
            at += length;
        }

        chat.Complete(output);
        chat.WriteEnd(chat.Usage ?? default, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
