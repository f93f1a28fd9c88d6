using System.Text;

namespace NextModel.Gateway.Tests.Privacy;

/// <summary>Texts that must not stand in clear where they do not belong, and the search for them.</summary>
/// <param name="Texts">What is looked for, by what it is.</param>
internal sealed record Canaries(IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>Which of them stand in these bytes: as UTF-8, as UTF-16, or as the hex or base64 of UTF-8.</summary>
    public IEnumerable<string> In(byte[] bytes) => Texts.Where(c => Forms(c.Value).Any(form => bytes.AsSpan().IndexOf(form) >= 0)).Select(c => c.Key);

    public IEnumerable<string> In(string text) => In(Encoding.UTF8.GetBytes(text));

    /// <summary>Every find in the files below a data directory, as <c>file: what</c>; its lock file, which is empty, cannot be read.</summary>
    public IReadOnlyList<string> InFiles(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "nextmodel.lock")
            .SelectMany(file => In(Read(file)).Select(what => $"{Path.GetRelativePath(directory, file)}: {what}"))
            .Order(StringComparer.Ordinal),
    ];

    // The server has some of them open for writing.
    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var read = new MemoryStream();
        stream.CopyTo(read);
        return read.ToArray();
    }

    private static IEnumerable<byte[]> Forms(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(text);
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(utf8));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
        yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(utf8).TrimEnd('='));
    }
}
