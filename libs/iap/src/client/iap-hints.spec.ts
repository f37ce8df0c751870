import { refusalHint } from './iap-hints.ts';

const call = {
  audience: '1-a.apps.googleusercontent.com',
  type: 'id-token' as const,
  caller: 'web-sa@p.iam.gserviceaccount.com',
};

it.each`
  origin                                              | where
  ${'https://quotes-demo.ew.r.appspot.com'}           | ${'--project=quotes-demo --resource-type=app-engine --service=default'}
  ${'https://api-dot-quotes-demo.ew.r.appspot.com'}   | ${'--project=quotes-demo --resource-type=app-engine --service=api'}
  ${'https://v1-dot-api-dot-quotes-demo.appspot.com'} | ${'--project=quotes-demo --resource-type=app-engine --service=api'}
  ${'https://api.example.com'}                        | ${'--project=PROJECT --resource-type=app-engine --service=SERVICE'}
  ${'http://127.0.0.1:8081'}                          | ${'--project=PROJECT --resource-type=app-engine --service=SERVICE'}
`('the command that grants the role names the service behind $origin', ({ origin, where }) => {
  expect(refusalHint('role', { ...call, origin })).toBe(
    `web-sa@p.iam.gserviceaccount.com lacks the role; grant it: gcloud iap web add-iam-policy-binding ${where} ` +
      '--member=serviceAccount:web-sa@p.iam.gserviceaccount.com --role=roles/iap.httpsResourceAccessor --condition=None',
  );
});
