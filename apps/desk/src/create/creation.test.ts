import { describe, expect, it } from 'vitest';
import { type CreateValues, creationOf, forService } from './creation.ts';

const values: CreateValues = {
  service_id: '33',
  title: 'VPN drops',
  symptom: 'After ten minutes.',
  priority_id: '819',
  type_id: '',
  category_id: '',
  customer_id: null,
  assigned_user_id: '346',
};

describe('creationOf', () => {
  it('leaves to the service what was not filled in', () => {
    expect(creationOf(values)).toEqual({
      service_id: '33',
      title: 'VPN drops',
      symptom: 'After ten minutes.',
      priority_id: '819',
      assigned_user_id: '346',
    });
  });

  it('sends what is mandatory also when it is blank, for the API to say so', () => {
    expect(creationOf({ ...values, service_id: '', title: '' })).toMatchObject({ service_id: '', title: '' });
  });
});

describe('forService', () => {
  it('keeps what was typed and drops what belongs to the other service', () => {
    expect(forService(values, '20')).toEqual({
      ...values,
      service_id: '20',
      priority_id: '',
      assigned_user_id: null,
    });
  });
});
