using System.Security.Cryptography;

namespace CacheSafety.Cases;

/// <summary>A file of cases, one JSON object a line, read whole; with everything that is wrong in it.</summary>
/// <param name="Name">File name without folder and extension.</param>
/// <param name="Sha256">Of the file's bytes, in lower-case hex: names the very set that was run.</param>
/// <param name="Cases">Those without a problem, in the order of the file.</param>
/// <param name="Problems">In the order of the lines.</param>
public sealed record CaseFile(string Name, string Sha256, IReadOnlyList<Case> Cases, IReadOnlyList<CaseProblem> Problems)
{
    // Of the sets that come with the tool.
    private const string OneAuthor =
        "Whether the Malay and Chinese cases read as a native speaker would write them: one author wrote them, and no native speaker has read them yet.";

    /// <summary>What is known to be weak in the set itself; null for nothing.</summary>
    public string? Weakness { get; init; }

    /// <summary>The public set as it was published.</summary>
    public static CaseFile Public() => Read("public", Resource("public.jsonl")) with { Weakness = OneAuthor };

    /// <summary>
    /// What is run unless a file is given: the public set, and traps that differ in the case of letters only, of which it has none: a cache
    /// that folds case would pass it.
    /// </summary>
    public static CaseFile BuiltIn() => Read("public+letter-case", (byte[])[.. Resource("public.jsonl"), .. Resource("letter-case.jsonl")]) with { Weakness = OneAuthor };

    public static async Task<CaseFile> ReadAsync(string path, CancellationToken cancellationToken) =>
        Read(Path.GetFileNameWithoutExtension(path), await File.ReadAllBytesAsync(path, cancellationToken));

    public static CaseFile Read(string name, ReadOnlyMemory<byte> bytes)
    {
        var cases = new List<Case>();
        var problems = new List<CaseProblem>();
        var lineOfId = new Dictionary<string, int>(StringComparer.Ordinal);
        var rest = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        for (var line = 1; rest.Length > 0; line++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (text.Span.Trim(" \t\r"u8).Length == 0)
            {
                continue;
            }

            var before = problems.Count;
            var read = CaseReader.Read(text, line, problems);
            if (read is not null && !lineOfId.TryAdd(read.Id, line))
            {
                problems.Add(new CaseProblem(line, "id", $"'{read.Id}' is the id of line {lineOfId[read.Id]} already; give each case its own."));
            }

            if (problems.Count == before)
            {
                cases.Add(read!);
            }
        }

        if (cases.Count == 0 && problems.Count == 0)
        {
            problems.Add(new CaseProblem(1, "", "the file has no case; write one JSON object a line (cachesafety validate --schema prints the schema)."));
        }

        return new CaseFile(name, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), cases, problems);
    }

    private static byte[] Resource(string name)
    {
        using var resource = typeof(CaseFile).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
