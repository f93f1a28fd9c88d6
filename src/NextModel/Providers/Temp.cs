#pragma warning disable
using System.Buffers;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
namespace NextModel.Providers
{
    internal sealed class WholeAnswer : IDisposable
    {
        public ReadOnlyMemory<byte> Json { get; private set; }
        public Usage? Usage { get; private set; }
        public string? UpstreamId { get; private set; }
        public static WholeAnswer? Read(InferenceRequest request, ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure)
        {
            failure = null;
            var tape = JsonTape.Rent();
            if (!tape.TryParse(body, JsonLimits.Upstream, out _)) { failure = AnswerFailures.Malformed(frame); return null; }
            var root = tape.Root;
            if (root["choices"u8].Kind != JsonKind.Array && root["data"u8].Kind != JsonKind.Array) { failure = ProviderErrorReader.ReadIn200(root, frame); return null; }
            var a = new WholeAnswer();
            using var edits = new JsonEdits(tape);
            foreach (var m in root.Children) { if (m.NameEquals("usage"u8)) { edits.Remove(m); if (UsageCounts.TryRead(m.Value, true, out var u)) a.Usage = u; } else if (m.NameEquals("model"u8)) edits.Replace(m.Value, frame.ModelJson); else if (m.NameEquals("id"u8)) a.UpstreamId = m.Value.GetString(); }
            var b = new PooledBuffer(); edits.WriteTo(b); a.Json = b.Detach(); tape.Return(); return a;
        }
        public static WholeAnswer Of(ChatStream s) { var b = new PooledBuffer(); s.Answer.Write(b); return new WholeAnswer { Json = b.Detach(), Usage = s.Usage, UpstreamId = s.UpstreamId }; }
        public void WriteJson(IBufferWriter<byte> o, Usage usage) { o.Write(Json.Span[..^1]); o.Write(",\"usage\":"u8); UsageWriter.Write(o, usage); o.Write("}"u8); }
        public void WriteEvents(IBufferWriter<byte> o, Usage usage, bool include) { }
        public long CountText(TokenCounter c) => 1;
        public void Dispose() { }
    }
    internal static class UpstreamRequest
    {
        public static JsonEdits Edit(InferenceRequest r, Offer offer, bool stream)
        {
            var e = new JsonEdits(r.Tape);
            e.Replace(r.Tape.Root["model"u8], System.Text.Encoding.UTF8.GetBytes("\"" + offer.UpstreamModel + "\""));
            if (stream && r.Tape.Root["stream_options"u8].Kind == JsonKind.None) e.Append(r.Tape.Root, "\"stream_options\":{\"include_usage\":true}"u8.ToArray());
            return e;
        }
    }
}
namespace NextModel.Metering
{
    internal sealed class TokenCounter { public static TokenCounter? Find(string s) => new(); }
    internal static class Meter { public static long EstimateInput(InferenceRequest r, string t) => r.Body.Length / 4; }
}
namespace NextModel.Providers.OpenAI { internal static class X { public static long CountText(this AnswerAssembler a, TokenCounter c) => 1; } }
