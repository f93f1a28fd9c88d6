namespace NextModel.Inference;

/// <summary>
/// A request that came as <c>multipart/form-data</c>: the received bytes, and where in them the model's name stands. What the request says is read from
/// <see cref="InferenceRequest.Tape"/>, where files stand as their names, types, lengths and digests.
/// </summary>
/// <param name="ContentType">The header, boundary and all.</param>
/// <param name="Length">Bytes of the whole.</param>
/// <param name="Open">A stream over all of them, from the first; as often as it is wanted, but one at a time.</param>
/// <param name="ModelStart">Where the value of <c>model</c> begins.</param>
/// <param name="ModelEnd">The byte after it.</param>
public sealed record ReceivedForm(string ContentType, long Length, Func<Stream> Open, long ModelStart, long ModelEnd)
{
    /// <summary>What is to stand before the model's name, where none was named; empty where one was.</summary>
    public byte[] BeforeModel { get; init; } = [];

    /// <summary>What is to stand after it likewise.</summary>
    public byte[] AfterModel { get; init; } = [];

    /// <summary>Files that are uploaded.</summary>
    public int Files { get; init; }

    /// <summary>Bytes of all of them.</summary>
    public long FileBytes { get; init; }
}
