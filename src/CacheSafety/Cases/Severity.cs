namespace CacheSafety.Cases;

/// <summary>How bad it is when the old answer is served to the new request.</summary>
public enum Severity
{
    None,

    /// <summary>Not what was asked, little harm.</summary>
    Minor,

    /// <summary>A wrong answer.</summary>
    Major,

    /// <summary>Safety, money, privacy, or output that cannot be parsed.</summary>
    Critical,
}
