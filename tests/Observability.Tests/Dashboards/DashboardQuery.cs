namespace K8sMirror.Observability.Tests.Dashboards;

/// <summary>One query of one panel.</summary>
internal sealed record DashboardQuery(string Dashboard, string Panel, string RefId, string Expression);
