{{- define "k8smirror.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "k8smirror.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "k8smirror.selector" -}}
app.kubernetes.io/name: {{ include "k8smirror.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- /* metadata: name, labels and annotations of every object; call with root, component, name, and labels and annotations if it has its own */}}
{{- define "k8smirror.metadata" -}}
name: {{ .name }}
labels:
  {{- include "k8smirror.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
  helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
  {{- with merge (dict) (.labels | default dict) .root.Values.commonLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "k8smirror.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "k8smirror.ownNodePolicy" -}}
{{- if eq (toString .Values.ownNodePolicy.enabled) "auto" -}}
{{- if .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy" -}}yes{{- end -}}
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
{{- fail (printf "%s: this server has no kind %s (monitoring.coreos.com/v1). Install the Prometheus operator first; for `helm template` say --api-versions=monitoring.coreos.com/v1" .value .kind) }}
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
{{ toYaml (omit .Values.operator.podSecurityContext "runAsUser" "runAsGroup") }}
{{- else -}}
{{ toYaml .Values.operator.podSecurityContext }}
{{- end -}}
{{- end }}

{{- define "k8smirror.agentPodSecurityContext" -}}
{{- if include "k8smirror.openshift" . -}}
{{ toYaml (merge (dict) .Values.agent.podSecurityContext (dict "seLinuxOptions" (dict "type" "spc_t"))) }}
{{- else -}}
{{ toYaml .Values.agent.podSecurityContext }}
{{- end -}}
{{- end }}
