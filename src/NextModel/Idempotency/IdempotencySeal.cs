using System.Runtime.CompilerServices;
using System.Text;
using NextModel.Caching;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Secrets;

namespace NextModel.Idempotency;

/// <summary>
/// What is kept of a keyed request, made unreadable without its organization's data key: names and fingerprints as HMAC, answers sealed
/// to their row. A data key that is gone opens nothing any more.
/// </summary>
public sealed class IdempotencySeal(DataKeyRing keys)
{
    private const string FormatVersion = "nextmodel.idempotency-answer/1";

    private readonly ConditionalWeakTable<DataKey, KeyedSecrets> _secrets = [];

    /// <summary>The key that a caller's value stands for.</summary>
    /// <exception cref="InvalidOperationException">The caller's organization has no data key; then it could not have signed in.</exception>
    public IdempotencyKey KeyOf(Caller caller, Operation operation, string value)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var name = Hash(Of(caller.Organization.Id).Names, Encoding.UTF8.GetBytes(value));
        return new IdempotencyKey(caller.Organization.Id, caller.Project.Id, operation, name);
    }

    /// <summary>What two bodies must have in common to be the same one: their JSON value, with <c>stream</c>, <c>stream_options</c> and the headers that are forwarded.</summary>
    public Digest FingerprintOf(Caller caller, InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        using var body = CanonicalBody.Of(request, []);
        using var whole = new PooledBuffer();
        var frame = new FrameWriter(whole);
        frame.Optional(body.Digest);
        frame.Flag(request.Stream);
        if (request.Tape.Root["stream_options"u8] is { IsNullOrMissing: false } options)
        {
            CanonicalJson.Write(options, whole, CanonicalNumbers.Decimals);
        }

        foreach (var (name, value) in request.ForwardedHeaders)
        {
            frame.Text(name);
            frame.Text(value);
        }

        return Hash(Of(caller.Organization.Id).Fingerprints, whole.Written);
    }

    /// <summary>An answer sealed to its row; null when the organization's key is gone.</summary>
    public byte[]? TrySeal(IdempotencyRow row, KeptAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(answer);
        if (Find(row.Key.Organization) is not { } secrets)
        {
            return null;
        }

        using var context = new PooledBuffer();
        WriteContext(row, context);
        using var plain = new PooledBuffer(answer.Body.Length + 2048);
        var frame = new FrameWriter(plain);
        frame.Number(answer.Status);
        frame.Number(answer.Headers.Count);
        foreach (var (name, value) in answer.Headers)
        {
            frame.Text(name);
            frame.Text(value);
        }

        frame.Bytes(answer.Body.Span);
        var sealedBytes = new byte[plain.Length + CountedSealing.Overhead];
        secrets.Answers.Seal(plain.Written, context.Written, sealedBytes);
        return sealedBytes;
    }

    /// <summary>The answer of a row; null when anything in it is not as it was sealed.</summary>
    public KeptAnswer? TryOpen(IdempotencyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var context = new PooledBuffer();
        WriteContext(row, context);
        return Find(row.Key.Organization)?.Answers.TryOpen(row.Sealed.Span, context.Written) is { } plain ? Read(plain) : null;
    }

    private static KeptAnswer Read(ReadOnlySpan<byte> plain)
    {
        var frame = new FrameReader(plain);
        var status = frame.Int32();
        var headers = new KeyValuePair<string, string>[frame.Int32()];
        for (var i = 0; i < headers.Length; i++)
        {
            var name = Encoding.UTF8.GetString(frame.Bytes());
            headers[i] = KeyValuePair.Create(name, Encoding.UTF8.GetString(frame.Bytes()));
        }

        return new KeptAnswer(status, headers, frame.Bytes().ToArray());
    }

    private static void WriteContext(IdempotencyRow row, PooledBuffer output)
    {
        Span<byte> receipt = stackalloc byte[16];
        row.Receipt.TryWriteBytes(receipt, bigEndian: true, out _);
        var frame = new FrameWriter(output);
        frame.Text(FormatVersion);
        frame.Text(row.Key.Organization);
        frame.Text(row.Key.Project);
        frame.Number((int)row.Key.Operation);
        frame.Optional(row.Key.Name);
        frame.Optional(row.Fingerprint);
        frame.Bytes(receipt);
        frame.Number(row.CreatedAt.UtcTicks);
        frame.Number(row.ExpiresAt.UtcTicks);
    }

    private static Digest Hash(KeyedHash keyed, ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        keyed.Compute(message, hash);
        return Digest.FromBytes(hash);
    }

    private KeyedSecrets Of(string organization) =>
        Find(organization) ?? throw new InvalidOperationException($"Organization {organization} has no data key.");

    private KeyedSecrets? Find(string organization) =>
        keys.Find(organization) is { } key ? _secrets.GetValue(key, static key => new KeyedSecrets(key)) : null;

    private sealed class KeyedSecrets(DataKey key)
    {
        public KeyedHash Names { get; } = new(key.Derive("idempotency-names"));

        public KeyedHash Fingerprints { get; } = new(key.Derive("idempotency-fingerprints"));

        public CountedSealing Answers { get; } = new(key, "idempotency-answers");
    }
}
