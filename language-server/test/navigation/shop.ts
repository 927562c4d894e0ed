/** A shop in several files: what its tests change of a file, they write again. */
export const service = `#- service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: web-http
    - name: metrics
      port: 9090
`;

export const deployment = `#- deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
        tier: front
    spec:
      containers:
        - name: main
          ports:
            - name: web-http
              containerPort: 8080
            - containerPort: 9090
          readinessProbe:
            httpGet:
              port: web-http
`;

export const ingress = `#- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: front
  namespace: shop
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 9090
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: http
`;

export const route = `#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: front
  namespace: gateway
spec:
  rules:
    - backendRefs:
        - name: web
          namespace: shop
          port: 80
`;

export const policy = `#- policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  ingress:
    - ports:
        - port: web-http
`;

export const slice = `#- slice.yaml
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: shop
  labels:
    kubernetes.io/service-name: web
addressType: IPv4
ports:
  - name: http
    port: 8080
endpoints: []
`;

export const shop = service + deployment + ingress + route + policy + slice;
