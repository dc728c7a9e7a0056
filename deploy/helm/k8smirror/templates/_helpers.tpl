{{- define "k8smirror.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /*
With -operator-metrics behind it, it is the name of a Service, which has at most 63 characters, begins with a letter and has no dots. A
release's name may have dots and begin with a digit.
*/}}
{{- define "k8smirror.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- $full := .Values.fullnameOverride | default (contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name)) | replace "." "-" }}
{{- regexMatch "^[0-9]" $full | ternary (printf "k8smirror-%s" $full) $full | trunc 46 | trimSuffix "-" }}
{{- end }}

{{- define "k8smirror.selector" -}}
{{- toYaml (dict "app.kubernetes.io/name" (include "k8smirror.name" .root) "app.kubernetes.io/instance" .root.Release.Name "app.kubernetes.io/component" .component) }}
{{- end }}

{{- /* Labels of pods; call with root, component and labels. `kubectl mirror` finds them by part-of, whatever nameOverride says. */}}
{{- define "k8smirror.podLabels" -}}
{{- toYaml (merge (include "k8smirror.selector" . | fromYaml) (.labels | default dict) (.root.Values.commonLabels | default dict) (dict "app.kubernetes.io/part-of" "k8smirror")) }}
{{- end }}

{{- /* metadata: name, labels and annotations of every object; call with root, component, name, and labels and annotations if it has its own */}}
{{- define "k8smirror.metadata" -}}
{{- $labels := include "k8smirror.selector" . | fromYaml }}
{{- $chart := printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." }}
{{- $standard := dict "app.kubernetes.io/part-of" "k8smirror" "app.kubernetes.io/version" .root.Chart.AppVersion "helm.sh/chart" $chart -}}
name: {{ .name }}
labels:
  {{- toYaml (merge $labels (dict "app.kubernetes.io/managed-by" .root.Release.Service) (.labels | default dict) (.root.Values.commonLabels | default dict) $standard) | nindent 2 }}
{{- with merge (dict) (.annotations | default dict) (.root.Values.commonAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* The same for what is in the release's namespace: `helm template` is often piped into `kubectl apply`, which takes another one. */}}
{{- define "k8smirror.namespacedMetadata" -}}
namespace: {{ .root.Release.Namespace | quote }}
{{ include "k8smirror.metadata" . }}
{{- end }}

{{- /* The account that the pods of a component run under; call with root and component, operator or agent. */}}
{{- define "k8smirror.serviceAccount" -}}
{{- $account := (index .root.Values .component).serviceAccount }}
{{- if and (not $account.create) (not $account.name) }}
{{- fail (printf "%[1]s.serviceAccount.create=false: set %[1]s.serviceAccount.name to the account of the namespace that the pods run under" .component) }}
{{- end }}
{{- $account.name | default (printf "%s-%s" (include "k8smirror.fullname" .root) .component) }}
{{- end }}

{{- define "k8smirror.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- /* Who renders without a server (helm template, GitOps) often says its version, and seldom its kinds. */}}
{{- define "k8smirror.ownNodePolicy" -}}
{{- if eq (toString .Values.ownNodePolicy.enabled) "auto" -}}
{{- if or (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version) (.Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy") -}}yes{{- end -}}
{{- else if eq (toString .Values.ownNodePolicy.enabled) "true" -}}yes{{- end -}}
{{- end }}

{{- /* Removes x-kubernetes-validations everywhere: servers before 1.25 do not know the field, and server-side apply refuses what it does not know. */}}
{{- define "k8smirror.withoutValidations" -}}
{{- if kindIs "map" . }}
{{- $_ := unset . "x-kubernetes-validations" }}
{{- range $_, $child := . }}{{ include "k8smirror.withoutValidations" $child }}{{ end }}
{{- else if kindIs "slice" . }}
{{- range . }}{{ include "k8smirror.withoutValidations" . }}{{ end }}
{{- end }}
{{- end }}

{{- /* What a scrape calls the two: alerts and dashboards go by it. */}}
{{- define "k8smirror.agentJob" -}}
{{ .Values.monitoring.jobs.agent | default (printf "%s-agent" (include "k8smirror.fullname" .)) }}
{{- end }}

{{- define "k8smirror.operatorJob" -}}
{{ .Values.monitoring.jobs.operator | default (printf "%s-operator" (include "k8smirror.fullname" .)) }}
{{- end }}

{{- /* Refuses, by name, what the server has no kind for; call with root, kind, value */}}
{{- define "k8smirror.needsPrometheusOperator" -}}
{{- if not (.root.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") }}
{{- fail (printf "%s: this server has no kind %s (monitoring.coreos.com/v1). Install the Prometheus operator first; for `helm template` set --api-versions=monitoring.coreos.com/v1" .value .kind) }}
{{- end }}
{{- end }}

{{- /* A chart that lost files on its way would install less and say nothing; call with root, files, and value: what does without them */}}
{{- define "k8smirror.needsFiles" -}}
{{- if not (.root.Files.Glob .files) }}
{{- fail (printf "this copy of the chart is incomplete: it has no %s. Take the packaged chart or the folder deploy/helm/k8smirror of a checkout, whole; or set %s" .files .value) }}
{{- end }}
{{- end }}

{{- define "k8smirror.openshift" -}}
{{- if eq (toString .Values.openshift.enabled) "auto" -}}
{{- if .Capabilities.APIVersions.Has "security.openshift.io/v1" -}}yes{{- end -}}
{{- else if eq (toString .Values.openshift.enabled) "true" -}}yes{{- end -}}
{{- end }}

{{- /* Pods of the operator's image: the operator, the uninstall job, helm test. */}}
{{- define "k8smirror.operatorPodSecurityContext" -}}
{{- if include "k8smirror.openshift" . -}}
{{ toYaml (omit (.Values.operator.podSecurityContext | default dict) "runAsUser" "runAsGroup") }}
{{- else -}}
{{ toYaml .Values.operator.podSecurityContext }}
{{- end -}}
{{- end }}

{{- /* appArmorProfile came with 1.30, which warns of the annotation; earlier servers know the annotation only. */}}
{{- define "k8smirror.agentPodSecurityContext" -}}
{{- $context := .Values.agent.podSecurityContext | default dict }}
{{- if semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version }}
{{- $context = omit $context "appArmorProfile" }}
{{- end }}
{{- if include "k8smirror.openshift" . -}}
{{ toYaml (merge (dict) $context (dict "seLinuxOptions" (dict "type" "spc_t"))) }}
{{- else -}}
{{ toYaml $context }}
{{- end -}}
{{- end }}

{{- /* The images are Linux ones, and a cluster may have Windows nodes. */}}
{{- define "k8smirror.nodeSelector" -}}
{{ toYaml (merge (dict) (. | default dict) (dict "kubernetes.io/os" "linux")) }}
{{- end }}

{{- define "k8smirror.agentPodAnnotations" -}}
{{- $annotations := .Values.agent.podAnnotations | default dict }}
{{- $profile := dig "appArmorProfile" (dict) (.Values.agent.podSecurityContext | default dict) | default dict }}
{{- if and $profile.type (semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version) }}
{{- $names := dict "Unconfined" "unconfined" "RuntimeDefault" "runtime/default" "Localhost" (printf "localhost/%s" $profile.localhostProfile) }}
{{- $annotations = merge (dict) $annotations (dict "container.apparmor.security.beta.kubernetes.io/agent" (get $names $profile.type)) }}
{{- end }}
{{- with $annotations }}{{ toYaml . }}{{ end }}
{{- end }}

{{- /* What the agent's container can do beyond any other. */}}
{{- define "k8smirror.agentCapabilities" -}}
{{- toYaml (.Values.agent.icmpHealthChecks | ternary (append .Values.agent.capabilities "NET_RAW") .Values.agent.capabilities) }}
{{- end }}
