namespace NextModel.Cli.Commands;

/// <summary>What <c>receipts verify</c> was asked.</summary>
internal sealed record VerifyRequest
{
    /// <summary>A file, or the id of a receipt; null with <see cref="All"/> or <see cref="Consistency"/>.</summary>
    public string? Target { get; init; }

    public bool All { get; init; }

    /// <summary>File with the public keys; null takes this installation's.</summary>
    public string? Jwks { get; init; }

    /// <summary>File with a signed checkpoint that must be reached.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>File with a proof for the target, or for <see cref="Consistency"/>.</summary>
    public string? Proof { get; init; }

    /// <summary>Files of two checkpoints, the earlier first.</summary>
    public string[] Consistency { get; init; } = [];

    /// <summary>The file holds a part: each receipt is checked, not that none is missing.</summary>
    public bool Partial { get; init; }

    public bool Json { get; init; }

    /// <summary>Why this cannot be done, or null.</summary>
    public string? WhyNot() =>
        (All ? 1 : 0) + (Target is null ? 0 : 1) + (Consistency.Length == 0 ? 0 : 1) != 1
            ? "Name a file or a receipt id, or use --all, or --consistency with two checkpoints."
        : Consistency.Length is not 0 and not 2 ? "--consistency takes two files: the earlier checkpoint and the later one."
        : new[] { Jwks, Checkpoint, Proof }.Concat(Consistency).FirstOrDefault(path => path is not null && !File.Exists(path)) is { } missing
            ? $"There is no file '{missing}'."
        : Proof is not null && All ? "--proof is for one receipt or for --consistency."
        : Partial && Checkpoint is not null ? "A part cannot reach a checkpoint: use --checkpoint without --partial."
        : null;
}
