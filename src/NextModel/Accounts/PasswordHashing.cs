namespace NextModel.Accounts;

/// <summary>How passwords are hashed: the web framework's own way, which the engine does not know.</summary>
/// <param name="Hash">A new salted hash of a password; slow on purpose.</param>
/// <param name="Verify">Whether a password has this hash; equally slow whichever it is.</param>
public sealed record PasswordHashing(Func<string, string> Hash, Func<string, string, PasswordVerdict> Verify);
