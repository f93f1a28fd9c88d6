using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Gateway.Hosting;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Tells who uses the admin API: the bearer of the admin key, this installation's own command line, or a management key.</summary>
internal sealed class AdminAuthentication(InstallationSecrets secrets, ManagementAuthenticator managementKeys)
{
    private readonly byte[] _adminKey = Digest(secrets.AdminKey);
    private readonly byte[] _commandToken = Digest(secrets.CommandToken);

    /// <summary>Who it is, or why the request may not go on.</summary>
    public Result<Administrator> Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidApiKey,
                "The admin API needs 'Authorization: Bearer' with the admin key (NEXTMODEL_ADMIN_KEY) or a management key (nm_mk_…).");
        }

        return Authenticate(header[7..].Trim(), request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "");
    }

    /// <summary>Whose key it is, sent from that address.</summary>
    public Result<Administrator> Authenticate(string key, string address)
    {
        if (key.StartsWith(KeyFormat.ManagementStart, StringComparison.Ordinal))
        {
            return managementKeys.Authenticate(key, address);
        }

        var digest = Digest(key);
        if (CryptographicOperations.FixedTimeEquals(digest, _commandToken))
        {
            return Administrator.Operator(new AuditActor("command_line") { Address = address });
        }

        return CryptographicOperations.FixedTimeEquals(digest, _adminKey)
            ? Administrator.Operator(new AuditActor("operator") { Address = address })
            : new GatewayError(GatewayErrorCode.InvalidApiKey, "That is not the admin key of this installation.");
    }

    /// <summary>Null when the request is an operator's and may go on.</summary>
    public GatewayError? Check(HttpRequest request) => !Authenticate(request).TryGet(out var by, out var refusal) ? refusal
        : by.IsOperator ? null
        : new GatewayError(GatewayErrorCode.PermissionDenied, "Only the admin key of the installation may use this route.");

    private static byte[] Digest(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
