namespace NextModel.Accounts;

/// <summary>What comparing a password with a hash gave.</summary>
public enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, and the hash is weaker than those that are made now.</summary>
    RightAndStale,
}
