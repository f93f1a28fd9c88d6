namespace NextModel.Testing.Upstream;

/// <summary>Request line and header fields.</summary>
internal sealed record RequestHead(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The length the body declares, 0 if none.</summary>
    public int ContentLength => int.Parse(Header("content-length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    public bool IsChunked => "chunked".Equals(Header("transfer-encoding"), StringComparison.OrdinalIgnoreCase);

    public bool ClosesAfterwards => "close".Equals(Header("connection"), StringComparison.OrdinalIgnoreCase);

    public bool ExpectsContinue => "100-continue".Equals(Header("expect"), StringComparison.OrdinalIgnoreCase);

    private string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
