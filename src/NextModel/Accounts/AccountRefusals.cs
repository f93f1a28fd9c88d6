using NextModel.Errors;

namespace NextModel.Accounts;

/// <summary>Why signing in, or a change to one's own account, was refused. Pages say it in the reader's language, by the finer code.</summary>
public static class AccountRefusals
{
    /// <summary>The one answer to a wrong password, an address nobody has, a disabled account and an account without a password.</summary>
    public static GatewayError Wrong { get; } = Refuse(GatewayErrorCode.InvalidApiKey, "wrong_credentials", "Address and password do not belong together.");

    public static GatewayError WrongCode { get; } = Refuse(
        GatewayErrorCode.InvalidApiKey, "wrong_code", "The code is not right, or was used before. Type the one that is shown now.");

    public static GatewayError WrongPassword { get; } = Refuse(GatewayErrorCode.InvalidApiKey, "wrong_password", "That is not your password now.");

    /// <summary>The one answer to a link that was never made, was used, was withdrawn or is too old.</summary>
    public static GatewayError LinkUnusable { get; } = Refuse(
        GatewayErrorCode.NotFound, "link_unusable", "The link was used, was withdrawn, or is too old. Ask whoever sent it for a new one.");

    public static GatewayError SignInFirst { get; } = Refuse(
        GatewayErrorCode.Conflict, "sign_in_first", "There is an account with this address. Sign in to it, then open the link again.");

    public static GatewayError SessionOver { get; } = Refuse(GatewayErrorCode.InvalidApiKey, "session_over", "The session has ended. Sign in again.");

    public static GatewayError SignInAgain { get; } = Refuse(
        GatewayErrorCode.PermissionDenied, "sign_in_again", "This needs a sign-in of the last ten minutes. Sign out, sign in, and try again.");

    public static GatewayError ChangedMeanwhile { get; } = Refuse(
        GatewayErrorCode.Conflict, "changed_meanwhile", "The account was changed meanwhile. Look at it again, then repeat the change.");

    public static GatewayError Busy { get; } = Refuse(GatewayErrorCode.Overloaded, "busy", "Too many people sign in at this moment. Try again.") with
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    public static GatewayError NoMembership { get; } = Refuse(
        GatewayErrorCode.PermissionDenied, "no_membership", "You are signed in, and no organization knows you. Ask its admin for an invitation.");

    public static GatewayError IdentityUnknown { get; } = Refuse(
        GatewayErrorCode.PermissionDenied, "identity_unknown",
        "Nobody here has been told of you. Ask an admin of your organization to invite the address your identity provider has verified.");

    public static GatewayError IdentityNotConnected { get; } = Refuse(
        GatewayErrorCode.Conflict, "identity_not_connected",
        "An account with your address signs in with a password. Sign in with it, and connect single sign-on under My account.");

    public static GatewayError IdentityTaken { get; } = Refuse(
        GatewayErrorCode.Conflict, "identity_taken", "Another account signs in as this identity.");

    public static GatewayError TooShort { get; } = Password("password_too_short", $"A password has at least {PasswordRules.Shortest} characters.");

    public static GatewayError TooLong { get; } = Password("password_too_long", $"A password has at most {PasswordRules.Longest} characters.");

    public static GatewayError TooSimple { get; } = Password(
        "password_too_simple", "The password is a repetition or a run of characters. Several unrelated words make a good one.");

    public static GatewayError TooCommon { get; } = Password(
        "password_too_common", "The password is one of those that many people chose, or one with a little added. Several unrelated words make a good one.");

    public static GatewayError HasAddress { get; } = Password("password_has_address", "The password holds your address or the name of this product.");

    public static GatewayError Wait(TimeSpan wait) => Refuse(
        GatewayErrorCode.RateLimitExceeded, "wait", "Too many attempts. Wait before the next one.") with
    {
        RetryAfter = wait,
    };

    private static GatewayError Password(string reason, string message) =>
        new(GatewayErrorCode.InvalidRequest, message, "password") { WireCode = reason };

    private static GatewayError Refuse(GatewayErrorCode code, string reason, string message) => new(code, message) { WireCode = reason };
}
