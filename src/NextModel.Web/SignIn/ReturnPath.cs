namespace NextModel.Web.SignIn;

/// <summary>Where somebody wanted to go before they were asked to sign in: a page of this site, and nothing else.</summary>
internal static class ReturnPath
{
    private const int Longest = 2000;

    /// <summary>The path, when it leads to the dashboard or an invitation; null for anything else, such as another site.</summary>
    public static string? Read(string? typed)
    {
        if (typed is not { Length: > 0 and <= Longest } || typed.Any(c => c is < '!' or > '~' or '\\' or '"' or '<' or '>'))
        {
            return null;
        }

        var path = typed.Split('?', '#')[0];
        var isOurs = path is "/dashboard" or "/join" || (path.StartsWith("/dashboard/", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal));
        return isOurs ? typed : null;
    }
}
