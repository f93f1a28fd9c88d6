using NextModel.Errors;

namespace NextModel.Accounts;

/// <summary>What a password must be: long, and none that many chose. Which characters it has is its owner's business (OWASP ASVS 5.0 §6.2).</summary>
public static class PasswordRules
{
    /// <summary>Fewest characters.</summary>
    public const int Shortest = 15;

    /// <summary>Most characters.</summary>
    public const int Longest = 256;

    private const int FewestDistinct = 6;

    /// <summary>Why it cannot be one; null when it can.</summary>
    public static GatewayError? Check(string password, string email)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(email);
        if (password.Length < Shortest)
        {
            return AccountRefusals.TooShort;
        }

        if (password.Length > Longest)
        {
            return AccountRefusals.TooLong;
        }

        var name = email[..Math.Max(email.IndexOf('@', StringComparison.Ordinal), 0)];
        if (Holds(password, email) || (name.Length >= 5 && Holds(password, name)) || Holds(password, "nextmodel"))
        {
            return AccountRefusals.HasAddress;
        }

        return password.Distinct().Count() < FewestDistinct || IsRepetition(password) || IsRun(password) ? AccountRefusals.TooSimple
            : CommonPasswords.Holds(password) ? AccountRefusals.TooCommon
            : null;
    }

    private static bool Holds(string password, string word) => word.Length > 0 && password.Contains(word, StringComparison.OrdinalIgnoreCase);

    // "abcdefabcdefabcdef": what comes again from the start at least twice.
    private static bool IsRepetition(string password)
    {
        for (var length = 1; length <= password.Length / 2; length++)
        {
            if (Enumerable.Range(length, password.Length - length).All(i => password[i] == password[i - length]))
            {
                return true;
            }
        }

        return false;
    }

    // "abcdefghijklmnop", "987654321098765": each the neighbour of the one before, with at most one break in ten.
    private static bool IsRun(string password) =>
        Enumerable.Range(1, password.Length - 1).Count(i => Math.Abs(password[i] - password[i - 1]) <= 1) >= (password.Length - 1) * 9 / 10;
}
