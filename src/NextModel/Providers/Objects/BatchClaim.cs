namespace NextModel.Providers.Objects;

/// <summary>Who may charge a batch.</summary>
public enum BatchClaim
{
    /// <summary>This process, and nobody else while it lives.</summary>
    Taken,

    /// <summary>Another process, which lives.</summary>
    Elsewhere,

    /// <summary>Nobody any more: it is charged.</summary>
    Charged,
}
