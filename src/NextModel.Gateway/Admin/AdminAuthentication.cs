using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Hosting;

namespace NextModel.Gateway.Admin;

/// <summary>Admits the bearer of the admin key, or this installation's own command line.</summary>
internal sealed class AdminAuthentication(InstallationSecrets secrets)
{
    private readonly byte[] _adminKey = Digest(secrets.AdminKey);
    private readonly byte[] _commandToken = Digest(secrets.CommandToken);

    /// <summary>Null when the request may go on.</summary>
    public GatewayError? Check(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidApiKey, "The admin API needs 'Authorization: Bearer' with the admin key (NEXTMODEL_ADMIN_KEY).");
        }

        var digest = Digest(header[7..].Trim());
        return CryptographicOperations.FixedTimeEquals(digest, _adminKey) | CryptographicOperations.FixedTimeEquals(digest, _commandToken)
            ? null
            : new GatewayError(GatewayErrorCode.InvalidApiKey, "That is not the admin key of this installation.");
    }

    private static byte[] Digest(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
