using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/members</c>.</summary>
internal sealed class MembersEndpoints(Memberships memberships, AccessDirectory access, AdminObjects objects)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/members", call => ValueTask.FromResult(List(call)));
        routes.MapPost("/api/admin/v1/members", AddAsync);
        routes.MapGet("/api/admin/v1/members/{id}", call => ValueTask.FromResult(Answer(objects.FindMember(call.By, call.Id))));
        routes.MapPatch("/api/admin/v1/members/{id}", ChangeAsync);
        routes.MapDelete("/api/admin/v1/members/{id}", RemoveAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var members = access.Members.Where(m => call.By.Sees(m.OrganizationId, m.TeamId));
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(call.By, wanted).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            members = members.Where(m => m.OrganizationId == organization.Id);
        }

        return AdminAnswer.Of(paging.Take(members, m => m.Id, MemberView.Of), AdminJsonContext.Default.PageMemberView);
    }

    private async ValueTask<Result<AdminAnswer>> AddAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.AddMemberRequest)).TryGet(out var request, out var refusal)
            || !objects.FindGrant(call.By, request.Organization, request.Team, request.Role).TryGet(out var grant, out refusal))
        {
            return refusal;
        }

        return Answer(
            await memberships.AddAsync(call.By, grant.OrganizationId, grant.TeamId, request.Email, grant.Role, call.Gone),
            StatusCodes.Status201Created);
    }

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!objects.FindMember(call.By, call.Id).TryGet(out var found, out var refusal)
            || !(await call.ReadAsync(AdminJsonContext.Default.ChangeMemberRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return AccessRoleNames.Parse(request.Role) is { } role
            ? Answer(await memberships.ChangeRoleAsync(call.By, found.Id, version, role, call.Gone))
            : new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'role' is '{Header.Show(request.Role)}'; it must be one of {AccessRoleNames.Grantable}.", "role");
    }

    private async ValueTask<Result<AdminAnswer>> RemoveAsync(AdminCall call)
    {
        if (!objects.FindMember(call.By, call.Id).TryGet(out var found, out var refusal) || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await memberships.RemoveAsync(call.By, found.Id, version, call.Gone));
    }

    private static Result<AdminAnswer> Answer(Result<Member> result, int status = StatusCodes.Status200OK) =>
        result.TryGet(out var member, out var refusal)
            ? AdminAnswer.Of(MemberView.Of(member), AdminJsonContext.Default.MemberView, member.Version, status)
            : refusal;
}
