using Xunit;

namespace K8sMirror.E2E.Chart;

/// <summary>A wrong value is refused, by its name, before anything is installed.</summary>
public sealed class ChartValuesTests
{
    [Theory]
    [InlineData("bogus=1", "bogus")]
    [InlineData("crd.install=true", "crd")]
    [InlineData("crds.install=maybe", "/crds/install")]
    [InlineData("crds.keep=true", "keep")]
    [InlineData("ownNodePolicy.enabled=sometimes", "/ownNodePolicy/enabled")]
    [InlineData("ownNodePolicy=true", "/ownNodePolicy")]
    [InlineData("imagePullSecrets[0].nam=x", "/imagePullSecrets/0")]
    [InlineData("commonLabels.a=1", "/commonLabels/a")]
    [InlineData("operator.replicas=0", "/operator/replicas")]
    [InlineData("operator.replicas=two", "/operator/replicas")]
    [InlineData("operator.replica=2", "replica")]
    [InlineData("operator.image.repository=", "/operator/image/repository")]
    [InlineData("operator.image.tag=a b", "/operator/image/tag")]
    [InlineData("operator.image.digest=sha256:12", "/operator/image/digest")]
    [InlineData("operator.image.pullPolicy=Sometimes", "/operator/image/pullPolicy")]
    [InlineData("operator.image.name=x", "name")]
    [InlineData("operator.metricsPort=70000", "/operator/metricsPort")]
    [InlineData("operator.metricsPort=http", "/operator/metricsPort")]
    [InlineData("operator.podDisruptionBudget.maxUnavailable=half", "/operator/podDisruptionBudget/maxUnavailable")]
    [InlineData("operator.podDisruptionBudget.minAvailable=1", "/operator/podDisruptionBudget")]
    [InlineData("operator.resources.request.cpu=1", "request")]
    [InlineData("operator.resources.limits.memory=lots", "/operator/resources/limits/memory")]
    [InlineData("operator.tolerations[0].operator=Any", "/operator/tolerations/0/operator")]
    [InlineData("operator.extraArgs=--x", "/operator/extraArgs")]
    [InlineData("operator.extraEnv[0].value=x", "/operator/extraEnv/0")]
    [InlineData("agent.metrics.port=0", "/agent/metrics/port")]
    [InlineData("agent.metricsPort=9464", "metricsPort")]
    [InlineData("agent.bpffsPath=sys/fs/bpf", "/agent/bpffsPath")]
    [InlineData("agent.statePath=/var/lib/k8smirror/", "/agent/statePath")]
    [InlineData("agent.capabilities[0]=EVERYTHING", "/agent/capabilities/0")]
    [InlineData("agent.capabilities[0]=CAP_BPF", "/agent/capabilities/0")]
    [InlineData("agent.privileged=1", "/agent/privileged")]
    [InlineData("agent.stageThread=true", "/agent/stageThread")]
    [InlineData("agent.updateStrategy.type=Recreate", "/agent/updateStrategy")]
    [InlineData("agent.updateStrategy.rollingUpdate.maxUnavailable=-1", "/agent/updateStrategy")]
    [InlineData("agent.hostNetwork=false", "hostNetwork")]
    [InlineData("uninstall.timeoutSeconds=0", "/uninstall/timeoutSeconds")]
    [InlineData("uninstall.cleanNodes=x", "/uninstall/cleanNodes")]
    [InlineData("test.timeoutSeconds=0", "/test/timeoutSeconds")]
    [InlineData("openshift.enabled=maybe", "/openshift/enabled")]
    [InlineData("networkPolicy.enable=true", "enable")]
    [InlineData("networkPolicy.metricsFrom=monitoring", "/networkPolicy/metricsFrom")]
    [InlineData("operator.podSecurityContext.runAsRoot=true", "runAsRoot")]
    [InlineData("operator.securityContext.capabilities=ALL", "/operator/securityContext/capabilities")]
    [InlineData("operator.updateStrategy.type=OnDelete", "/operator/updateStrategy/type")]
    [InlineData("operator.extraVolumes[0].emptyDir.medium=Memory", "/operator/extraVolumes/0")]
    [InlineData("agent.extraVolumeMounts[0].name=x", "/agent/extraVolumeMounts/0")]
    [InlineData("monitoring.enabled=true", "enabled")]
    [InlineData("monitoring.podMonitor.interval=often", "/monitoring/podMonitor/interval")]
    [InlineData("monitoring.serviceMonitor.enabled=1", "/monitoring/serviceMonitor/enabled")]
    [InlineData("monitoring.dashboards.label=", "/monitoring/dashboards/label")]
    [InlineData("monitoring.prometheusRule.disabled={K8sMirrorNothing}", "/monitoring/prometheusRule/disabled/0")]
    [InlineData("monitoring.prometheusRule.runbookUrl=runbooks", "/monitoring/prometheusRule/runbookUrl")]
    [InlineData("monitoring.prometheusRule.alerts.K8sMirrorToolDown.severity=bad", "/monitoring/prometheusRule/alerts/K8sMirrorToolDown/severity")]
    [InlineData("monitoring.prometheusRule.alerts.K8sMirrorToolDown.ratio=0.5", "ratio")]
    [InlineData("monitoring.prometheusRule.alerts.K8sMirrorToolDown.for=soon", "/monitoring/prometheusRule/alerts/K8sMirrorToolDown/for")]
    [InlineData("monitoring.prometheusRule.alerts.K8sMirrorCopiesDropped.ratio=2", "/monitoring/prometheusRule/alerts/K8sMirrorCopiesDropped/ratio")]
    [InlineData("monitoring.prometheusRule.alerts.K8sMirrorApplySlow.seconds=10", "/monitoring/prometheusRule/alerts/K8sMirrorApplySlow/seconds")]
    [InlineData("monitoring.prometheusRule.alerts.Nothing.for=1m", "Nothing")]
    public void A_wrong_value_is_refused_by_name(string set, string named)
    {
        var result = Helm.Template("--set", set);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent.updateStrategy.rollingUpdate.maxUnavailable=100%")]
    [InlineData("agent.image.digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("global.anything=x")]
    [InlineData("operator.replicas=1,operator.podDisruptionBudget=null")]
    public void A_right_value_is_not(string set)
    {
        var result = Helm.Template("--set", set);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
