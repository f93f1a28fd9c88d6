namespace NextModel.Pipeline.Explaining;

/// <summary>What would become of a request, and why, without anybody being called and anything being reserved.</summary>
public sealed record Explanation
{
    /// <summary>False when policies, or the lack of a target, refuse it.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The code it would be refused with; null when it is allowed.</summary>
    public string? Code { get; init; }

    /// <summary>What the caller would be told; null when it is allowed.</summary>
    public string? Message { get; init; }

    /// <summary>The request as rules see it.</summary>
    public required ExplainedRequest Request { get; init; }

    /// <summary>The policies over it, widest first; empty when there are none.</summary>
    public required IReadOnlyList<ExplainedPolicy> Policies { get; init; }

    /// <summary>What the receipt would say; null without a policy.</summary>
    public ExplainedMark? DecidedBy { get; init; }

    /// <summary>How the targets are ordered.</summary>
    public required string Strategy { get; init; }

    /// <summary>Every offer it could go to: those that may be called in the order they are tried, then the others, each with its reason.</summary>
    public required IReadOnlyList<ExplainedTarget> Targets { get; init; }

    /// <summary>Names that a wider policy took out before they became targets.</summary>
    public required IReadOnlyList<ExplainedName> Dropped { get; init; }

    /// <summary>What is sent in place of what was asked; null members are sent as they came.</summary>
    public required ExplainedChanges Changes { get; init; }

    public required ExplainedCache Cache { get; init; }
}
