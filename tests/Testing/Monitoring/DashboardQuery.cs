namespace K8sMirror.Testing.Monitoring;

/// <summary>One query of one panel.</summary>
public sealed record DashboardQuery(string Dashboard, string Panel, string RefId, string Expression);
