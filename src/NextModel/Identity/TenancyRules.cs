using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>What names, labels, addresses and versions must look like.</summary>
public static class TenancyRules
{
    /// <summary>Longest name of anything, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Longest label, in characters.</summary>
    public const int MaxLabelLength = 64;

    public static GatewayError? CheckName(string what, string name) =>
        name.Length is 0 or > MaxNameLength || name.Trim().Length != name.Length || name.Any(char.IsControl)
            ? new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"A {what} needs 1 to {MaxNameLength} characters without control characters or white space at the ends.", what)

            // Names stand in exports, and a spreadsheet takes such a cell for a formula (OWASP ASVS 5.0 §1.2.10).
            : name[0] is '=' or '+' or '-' or '@'
                ? new GatewayError(GatewayErrorCode.InvalidRequest, $"A {what} must not begin with '=', '+', '-' or '@': in an export a spreadsheet would take it for a formula.", what)
                : null;

    /// <summary>Environment and workload: what may also stand in the header <c>x-nextmodel-workload</c>, or nothing.</summary>
    public static GatewayError? CheckLabel(string what, string label) =>
        label.Length > MaxLabelLength || !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/')
            ? new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'{what}' may have at most {MaxLabelLength} letters, digits, '-', '_', '.', ':' and '/'.", what)
            : null;

    public static GatewayError? CheckExpiry(DateTimeOffset? expiresAt, DateTimeOffset now) => expiresAt <= now
        ? new GatewayError(
            GatewayErrorCode.InvalidRequest, $"'expires_at' is {expiresAt:u}, which has passed. Name a later moment; to end a key now, revoke it.",
            "expires_at")
        : null;

    public static GatewayError? CheckEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at < 1 || at == email.Length - 1 || at != email.LastIndexOf('@') || email.Length > 254 || email.Any(c => c <= ' ' || char.IsControl(c))
            ? new GatewayError(GatewayErrorCode.InvalidRequest, "'email' is not an address such as ada@example.com.", "email")
            : null;
    }

    /// <summary>A refusal when somebody else changed the object since the version the change was made from; null expects nothing.</summary>
    public static GatewayError? CheckVersion(long? expected, long actual) => expected is { } seen && seen != actual
        ? new GatewayError(
            GatewayErrorCode.PreconditionFailed,
            $"The object is at version \"{actual}\" and If-Match says \"{seen}\": somebody changed it meanwhile. Get it again, see what is "
            + "different, and send the change with its new ETag.",
            "if-match")
        : null;

    /// <summary>The refusal when another replica changed the object before this one has heard of it.</summary>
    internal static GatewayError ChangedMeanwhile { get; } = new(
        GatewayErrorCode.PreconditionFailed,
        "Somebody changed the object meanwhile, through another replica. Get it again, see what is different, and send the change with its new ETag.",
        "if-match");

    /// <summary>The refusal when another replica made something of that name before this one has heard of it.</summary>
    internal static GatewayError TakenMeanwhile { get; } = new(
        GatewayErrorCode.Conflict, "Somebody made one of that name, or for that scope, meanwhile, through another replica. Get the list, and change that one or choose another name.");

    internal static GatewayError Missing(string what, string name) => new(
        GatewayErrorCode.NotFound, $"There is no {what} '{name[..Math.Min(name.Length, MaxNameLength)]}'.", what);

    internal static GatewayError Taken(string what, string name) => new(
        GatewayErrorCode.Conflict, $"There is a {what} '{name}' already, perhaps an archived one. Use it, restore it, or choose another name.", what);
}
