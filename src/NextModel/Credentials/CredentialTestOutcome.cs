namespace NextModel.Credentials;

/// <summary>What a test says of a credential. Numbers are persisted and never reused.</summary>
public enum CredentialTestOutcome
{
    /// <summary>The source took it.</summary>
    Valid = 1,

    /// <summary>The source refused it.</summary>
    Rejected = 2,

    /// <summary>There was no answer, or the address must not be called.</summary>
    Unreachable = 3,

    /// <summary>The answer says nothing of the credential: another error, a call it has no permission for, or a route that is open to anybody.</summary>
    Inconclusive = 4,
}
